import { EventEmitter, on } from 'node:events';
import { Body, Controller, Get, Post } from '@nestjs/common';
import { Args, Mutation, Query, ResolveReference, Resolver, Subscription } from '@nestjs/graphql';
import { Conflict, NotFound, RuleViolated } from '@throughline/decider';
import type { Viewer } from '@throughline/records';
import { CurrentViewer, requireRole, type RequestContext, type ServiceManifest } from '../../src/index.js';

/** What the notes' subscription tells: `voice.emit('said', 'hello')`. */
export const voice = new EventEmitter();

@Resolver('Note')
class NoteResolver {
  @Query('whoAmI')
  whoAmI(@CurrentViewer() viewer: Viewer) {
    return viewer.name;
  }

  @Query('sees')
  sees(@CurrentViewer() { sees }: Viewer) {
    return sees === 'all' ? null : sees;
  }

  @Query('broken')
  broken() {
    throw new Error('the password of jane@example.com is swordfish');
  }

  @Mutation('write')
  write(@Args('input') input: { text: string }, @CurrentViewer() viewer: Viewer) {
    requireRole(viewer, 'MEMBER');
    if (input.text === 'rule') throw new RuleViolated('note.rule', 'Not like that.');
    if (input.text === 'conflict') throw new Conflict('Somebody was faster.');
    return input;
  }

  @Subscription('heard', { resolve: ([said]: [string]) => said })
  heard(@CurrentViewer() _: Viewer) {
    return on(voice, 'said');
  }

  @ResolveReference()
  reference({ id }: { id: string }, context: RequestContext) {
    return context.load(this.byIds, id);
  }

  private readonly byIds = async (ids: readonly string[]) =>
    ids.filter((id) => id !== 'unknown').map((id) => ({ id, text: `note ${id}`, together: ids.length }));
}

/** How many slow requests have arrived. */
export const begun = { slow: 0 };

@Controller('notes')
class NotesController {
  @Get('missing')
  missing(@CurrentViewer() _: Viewer) {
    throw new NotFound('note', 'missing');
  }

  @Get('broken')
  broken() {
    throw new Error('the password of jane@example.com is swordfish');
  }

  @Get('slow')
  async slow() {
    begun.slow++;
    await new Promise((resolve) => setTimeout(resolve, 300));
    return { done: true };
  }

  @Post()
  size(@Body() body: object) {
    return { size: JSON.stringify(body).length };
  }
}

export const notes: ServiceManifest = {
  name: 'notes',
  schema: new URL('./', import.meta.url),
  views: [],
  resolvers: [NoteResolver],
  controllers: [NotesController],
};
