import { randomUUID } from 'node:crypto';
import { Controller, Options, Param, Post, Req, Res } from '@nestjs/common';
import { Forbidden, InvalidInput, newId, NotFound } from '@throughline/decider';
import { Commands, RateLimited } from '@throughline/service-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { form, type OnSubmit } from '../form/form.js';
import { formId } from '../form/form-key.js';
import { refusedPage, thanksPage } from './pages.js';
import { honeypot, readPost, type Posted } from './posted.js';
import { submission } from './submission.js';

/** Posts one address may send in a minute; a delivery repeated under its Idempotency-Key counts once. */
const postsPerMinute = 120;

/** The public edge: `POST /forms/{key}`, urlencoded, multipart or JSON, by anybody. */
@Controller('forms')
export class FormsController {
  private readonly posts = new LRUCache<string, Set<string>>({ max: 100_000, ttl: 60_000 });

  constructor(private readonly commands: Commands) {}

  @Options(':key')
  async preflight(@Param('key') key: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    const { allowedOrigins } = await this.form(request.context.tenant, key);
    await allow(reply, request, allowedOrigins)
      .header('access-control-allow-methods', 'POST')
      .header('access-control-allow-headers', 'content-type, idempotency-key')
      .header('access-control-max-age', '600')
      .status(204)
      .send();
  }

  @Post(':key')
  async post(@Param('key') key: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    const { tenant, clientAddress } = request.context;
    const { id, ...target } = await this.form(tenant, key);
    allow(reply, request, target.allowedOrigins);
    const commandId = request.context.header('idempotency-key') || randomUUID();
    this.limit(`${tenant} ${clientAddress}`, commandId);

    const posted = await bodyOf(request);
    // A robot is answered as everybody is, so that it learns nothing; nothing is kept.
    if (posted[honeypot]) return done(reply, request, randomUUID(), target.onSubmit);
    let read;
    try {
      read = readPost(target, posted, {
        query: textsOf(request.query),
        referrer: request.context.header('referer'),
      });
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      if (isPage(request)) return html(reply, 422, refusedPage(target, error.fields));
      return reply.status(422).send({ code: error.code, message: error.message, fields: error.fields });
    }
    const options = {
      viewer: { tenant, actor: 'visitor', role: 'MEMBER' as const },
      operation: `submitForm.${key}`,
      input: { commandId, posted },
    };
    const submissionId = newId(this.commands.contextOf(options));
    await this.commands.execute(
      submission,
      submissionId,
      { type: 'Submit', submission: { ...read, formId: id, formKey: key, formName: target.name, onSubmit: target.onSubmit } },
      options,
    );
    return done(reply, request, submissionId, target.onSubmit);
  }

  private async form(tenant: string, key: string) {
    const id = formId(tenant, key);
    const loaded = await this.commands.handler.load(form, tenant, id);
    if (!loaded || loaded.state.status !== 'active') throw new NotFound('form', key);
    return { id, ...loaded.state };
  }

  private limit(address: string, commandId: string): void {
    const posts = this.posts.get(address) ?? new Set();
    if (posts.size === 0) this.posts.set(address, posts);
    if (posts.size >= postsPerMinute && !posts.has(commandId)) throw new RateLimited(Math.ceil(this.posts.getRemainingTTL(address) / 1000));
    posts.add(commandId);
  }
}

/** Lets a page of an allowed origin read the answer; a script on any other is refused. Without an Origin it is no page's script. */
function allow(reply: FastifyReply, request: FastifyRequest, allowedOrigins: readonly string[]): FastifyReply {
  const { origin } = request.headers;
  if (!origin) return reply;
  if (allowedOrigins.length > 0 && !allowedOrigins.includes(origin)) throw new Forbidden(`This form does not take posts from ${origin}.`);
  return reply.header('access-control-allow-origin', origin).header('vary', 'Origin');
}

/** A browser that goes where the form is posted to, and no script that posts it. */
const isPage = ({ headers }: FastifyRequest): boolean => headers.accept?.includes('text/html') ?? false;

/** A script is told what to show; a browser without one is shown it. */
function done(reply: FastifyReply, request: FastifyRequest, submissionId: string, { thankYou, redirectTo }: OnSubmit) {
  if (!isPage(request)) return reply.status(200).send({ submissionId, ...(thankYou && { thankYou }), ...(redirectTo && { redirectTo }) });
  return redirectTo ? reply.redirect(redirectTo, 303) : html(reply, 200, thanksPage(thankYou));
}

const html = (reply: FastifyReply, status: number, page: string) =>
  reply
    .status(status)
    .header('content-type', 'text/html; charset=utf-8')
    .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
    .header('x-content-type-options', 'nosniff')
    .send(page);

/** The fields of a post, whatever it is encoded as; files are not taken. */
async function bodyOf(request: FastifyRequest): Promise<Posted> {
  if (!request.isMultipart()) return textsOf(request.body);
  const fields: Record<string, string> = {};
  for await (const part of request.parts()) {
    if (part.type === 'field') fields[part.fieldname] = String(part.value);
    else part.file.resume();
  }
  return fields;
}

/** Of a value given more than once, the values joined. */
function textsOf(body: unknown): Posted {
  if (typeof body !== 'object' || body === null) return {};
  return Object.fromEntries(
    Object.entries(body).flatMap(([key, value]) => {
      if (Array.isArray(value)) return [[key, value.map(String).join(', ')]];
      return typeof value === 'object' || value === undefined ? [] : [[key, String(value)]];
    }),
  );
}
