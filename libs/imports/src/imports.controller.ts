import { Readable } from 'node:stream';
import { Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { InvalidInput } from '@throughline/decider';
import type { Viewer } from '@throughline/records';
import { CurrentViewer } from '@throughline/service-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Multipart, MultipartFile } from '@fastify/multipart';
import { type ImportDescription, Imports } from './imports.js';

const longestOptions = 1024 * 1024;

/** `GET` and `POST /imports/{kind}`, and `GET /imports/{id}/errors.csv`. */
@Controller('imports')
export class ImportsController {
  constructor(private readonly imports: Imports) {}

  @Get(':kind')
  describe(@CurrentViewer() viewer: Viewer, @Param('kind') kind: string): ImportDescription {
    return this.imports.describe(viewer, kind);
  }

  @Post(':kind')
  @HttpCode(202)
  async start(@CurrentViewer() viewer: Viewer, @Param('kind') kind: string, @Req() request: FastifyRequest): Promise<{ id: string }> {
    if (!request.isMultipart()) throw new InvalidInput({ file: 'must be sent as multipart/form-data' });
    const parts = request.parts({ limits: { fileSize: Infinity, files: 2, fields: 10, fieldSize: longestOptions } });
    const key = request.headers['idempotency-key'];
    let options: string | undefined;
    /** A field, or the options as a file of their own. */
    const take = async (part: Multipart): Promise<void> => {
      if (part.type === 'file' && part.fieldname === 'options') options = await shortText(part.file);
      else if (part.type === 'file') part.file.resume();
      else if (part.fieldname === 'options') options = String(part.value);
    };
    for (let part = await parts.next(); !part.done; part = await parts.next()) {
      if (part.value.type === 'field' || part.value.fieldname === 'options') {
        await take(part.value);
        continue;
      }
      const { file } = part.value as MultipartFile;
      const rest = async (): Promise<string | undefined> => {
        for (let further = await parts.next(); !further.done; further = await parts.next()) await take(further.value);
        return options;
      };
      try {
        return { id: await this.imports.start(viewer, kind, { file, options: rest }, typeof key === 'string' ? key : undefined) };
      } finally {
        // What was refused before it was read is read to its end, so that the sender hears why.
        file.resume();
      }
    }
    throw new InvalidInput({ file: 'is missing' });
  }

  @Get(':id/errors.csv')
  async errors(@CurrentViewer() viewer: Viewer, @Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    const lines = this.imports.errors(viewer, id);
    // The first part is had before the answer begins, so that there can still be another one.
    const first = await lines.next();
    const content = async function* (): AsyncGenerator<string> {
      if (!first.done) yield first.value;
      yield* lines;
    };
    await reply
      .header('content-type', 'text/csv; charset=utf-8')
      .header('content-disposition', 'attachment; filename="errors.csv"')
      .send(Readable.from(content()));
  }
}

async function shortText(file: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of file as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > longestOptions) throw new InvalidInput({ options: `are longer than ${longestOptions} bytes` });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
