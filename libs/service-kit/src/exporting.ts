import { Readable } from 'node:stream';
import { Controller, Get, Param, Query, Res, type Type } from '@nestjs/common';
import type { StreamSchema } from '@throughline/contracts';
import { InvalidInput, NotFound } from '@throughline/decider';
import { exportCsv, type ExportQuery, type Viewer } from '@throughline/records';
import type { ViewRow } from '@throughline/views';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import type { RecordSource } from './records.js';
import { CurrentViewer } from './request.js';

interface Asked {
  /** JSON, as in the graph. */
  readonly filter?: string;
  readonly orderBy?: string;
  /** Keys of fields, with commas between. Default: all. */
  readonly columns?: string;
  /** `true`: begins with a byte order mark, by which spreadsheets know UTF-8. */
  readonly bom?: string;
}

/** `GET /exports/{kind}.csv`: everything of these kinds that the reader may see. For `ServiceManifest.controllers`. */
export function exporting(kinds: Readonly<Record<string, RecordSource<ViewRow, StreamSchema>>>): Type {
  @Controller('exports')
  class ExportsController {
    constructor(private readonly database: DataSource) {}

    @Get(':file')
    async export(
      @Param('file') file: string,
      @Query() asked: Asked,
      @CurrentViewer() viewer: Viewer,
      @Res() reply: FastifyReply,
    ): Promise<void> {
      const kind = kinds[file.replace(/\.csv$/, '')];
      if (!kind || !file.endsWith('.csv')) throw new NotFound('export', file);
      const pages = exportCsv(this.database, { ...parse(asked), viewer, record: kind.record, entity: kind.view.entity });
      // Header and first page are made before the answer begins: what is wrong with the question is still an error, not half a file.
      const beginning = [(await pages.next()).value as string];
      const first = await pages.next();
      if (!first.done) beginning.push(first.value);
      const body = async function* () {
        yield* beginning;
        yield* pages;
      };
      await reply
        .header('content-type', 'text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="${file}"`)
        .header('cache-control', 'no-store')
        .send(Readable.from(body()));
    }
  }
  return ExportsController;
}

function parse(asked: Asked): Pick<ExportQuery<never>, 'filter' | 'orderBy' | 'columns' | 'bom'> {
  const twice = Object.entries(asked).filter(([, value]) => Array.isArray(value));
  if (twice.length > 0) throw new InvalidInput(Object.fromEntries(twice.map(([name]) => [name, 'is given more than once'])));
  const { filter, orderBy, columns, bom } = asked;
  return {
    filter: json('filter', filter) as ExportQuery<never>['filter'],
    orderBy: json('orderBy', orderBy) as ExportQuery<never>['orderBy'],
    columns: columns?.split(',').map((key) => key.trim()),
    bom: bom === 'true',
  };
}

function json(name: string, text: string | undefined): unknown {
  if (!text) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidInput({ [name]: 'is not JSON' });
  }
}
