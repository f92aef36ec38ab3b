import { Readable } from 'node:stream';
import { Controller, Get, Query, Res } from '@nestjs/common';
import { InvalidInput } from '@throughline/decider';
import { exportCsv, type ExportQuery, type Viewer } from '@throughline/records';
import { CurrentViewer } from '@throughline/service-kit';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { accountSource } from './account/account.source.js';
import { contactSource } from './contact/contact.source.js';

interface Asked {
  /** JSON, as in the graph. */
  readonly filter?: string;
  readonly orderBy?: string;
  /** Keys of fields, with commas between. Default: all. */
  readonly columns?: string;
  /** `true`: begins with a byte order mark, by which spreadsheets know UTF-8. */
  readonly bom?: string;
}

/** Everything that the reader may see, as CSV. */
@Controller('exports')
export class ExportsController {
  constructor(private readonly database: DataSource) {}

  @Get('contacts.csv')
  contacts(@Query() asked: Asked, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply) {
    return this.send(reply, 'contacts.csv', { ...parse(asked), viewer, record: contactSource.record, entity: contactSource.view.entity });
  }

  @Get('accounts.csv')
  accounts(@Query() asked: Asked, @CurrentViewer() viewer: Viewer, @Res() reply: FastifyReply) {
    return this.send(reply, 'accounts.csv', { ...parse(asked), viewer, record: accountSource.record, entity: accountSource.view.entity });
  }

  private async send<R>(reply: FastifyReply, filename: string, query: ExportQuery<R>): Promise<void> {
    const pages = exportCsv(this.database, query);
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
      .header('content-disposition', `attachment; filename="${filename}"`)
      .header('cache-control', 'no-store')
      .send(Readable.from(body()));
  }
}

function parse({ filter, orderBy, columns, bom }: Asked): Pick<ExportQuery<never>, 'filter' | 'orderBy' | 'columns' | 'bom'> {
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
