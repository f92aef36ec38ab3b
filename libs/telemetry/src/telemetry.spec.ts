import { afterEach, describe, expect, it } from '@jest/globals';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-base';
import { record, recordedTraceparent, serve, spanned, startTelemetry, traceFields, traceparent, type Telemetry } from './index.js';

const browser = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
let telemetry: Telemetry | undefined;
afterEach(async () => {
  await telemetry?.close();
  telemetry = undefined;
});

async function recording(environment: Record<string, string> = {}) {
  // Keeps what it has when it is shut down.
  const exporter = new (class extends InMemorySpanExporter {
    override shutdown = async () => {};
  })();
  telemetry = await startTelemetry(environment, { host: '127.0.0.1', exporter });
  return async () => {
    await telemetry!.close();
    return exporter.getFinishedSpans().map((span) => ({
      service: span.resource.attributes['service.name'],
      name: span.name,
      trace: span.spanContext().traceId,
      id: span.spanContext().spanId,
      parent: span.parentSpanContext?.spanId,
      status: span.status.code,
      attributes: span.attributes,
    }));
  };
}

describe('a trace', () => {
  it('goes on from the request through work within it, and from service to service', async () => {
    const spans = await recording();
    const request = serve({ service: 'gateway', name: 'POST', parent: browser });
    let passedOn: string | undefined;
    await request.within(() =>
      spanned({ service: 'sales', name: 'command win' }, async () => {
        await Promise.resolve();
        passedOn = recordedTraceparent();
      }),
    );
    request.end({ name: 'mutation winOpportunity' });
    record({ service: 'activities', name: 'views', parent: passedOn });
    const [command, gateway, view] = await spans();
    expect(gateway).toMatchObject({
      service: 'gateway',
      name: 'mutation winOpportunity',
      trace: browser.slice(3, 35),
      parent: browser.slice(36, 52),
    });
    expect(command).toMatchObject({ service: 'sales', trace: gateway!.trace, parent: gateway!.id });
    expect(view).toMatchObject({ service: 'activities', trace: gateway!.trace, parent: command!.id });
  });

  it('says that work failed, and not with which words', async () => {
    const spans = await recording();
    const request = serve({ service: 'gateway', name: 'POST' });
    const work = request.within(() =>
      spanned({ service: 'sales', name: 'command win' }, async () => {
        throw new TypeError('jane@example.com is not a date');
      }),
    );
    await expect(work).rejects.toThrow(TypeError);
    request.end();
    const [command] = await spans();
    expect(command).toMatchObject({ status: 2, attributes: { 'error.type': 'TypeError' } });
    expect(JSON.stringify(command)).not.toContain('jane');
  });

  it('that the client does not want recorded is not', async () => {
    const spans = await recording();
    const request = serve({ service: 'gateway', name: 'POST', parent: browser.replace(/01$/, '00') });
    await request.within(() => spanned({ service: 'sales', name: 'command' }, async () => expect(recordedTraceparent()).toBeUndefined()));
    request.end();
    expect(await spans()).toEqual([]);
  });

  it('has an id where nothing is recorded: the one that came, or a new one', () => {
    serve({ service: 'gateway', name: 'POST', parent: browser }).within(() => {
      expect(traceFields()).toEqual({ traceId: browser.slice(3, 35) });
      expect(traceparent()).toBe(browser);
      expect(recordedTraceparent()).toBeUndefined();
    });
    const ids = [1, 2].map(() => serve({ service: 'gateway', name: 'POST' }).within(() => traceFields().traceId));
    expect(ids[0]).toMatch(/^[\da-f]{32}$/);
    expect(ids[0]).not.toBe(ids[1]);
    expect(traceFields()).toEqual({});
  });

  it.each(['', 'jane@example.com', '00-00000000000000000000000000000000-b7ad6b7169203331-01', `ff${browser.slice(2)}`, `${browser}0`])(
    'begins anew for the traceparent %j',
    (parent) => {
      const id = serve({ service: 'gateway', name: 'POST', parent }).within(() => traceFields().traceId!);
      expect(id).toMatch(/^[\da-f]{32}$/);
      expect(browser).not.toContain(id);
    },
  );
});

describe('metrics', () => {
  it('are served on a port of their own, and nowhere by default', async () => {
    telemetry = await startTelemetry({}, { host: '127.0.0.1' });
    expect(telemetry.metricsUrl).toBeUndefined();
    telemetry = await startTelemetry({ METRICS_PORT: '0' }, { host: '127.0.0.1' });
    const response = await fetch(telemetry.metricsUrl!);
    expect(response.headers.get('content-type')).toContain('text/plain');
    expect(await response.text()).toContain('process_cpu_seconds_total');
    expect((await fetch(new URL('/', telemetry.metricsUrl))).status).toBe(404);
  });

  it('have to have a port', async () => {
    await expect(startTelemetry({ METRICS_PORT: 'yes' }, { host: '127.0.0.1' })).rejects.toThrow('METRICS_PORT is not a port number');
    telemetry = await startTelemetry({ METRICS_PORT: '0' }, { host: '127.0.0.1' });
    const taken = new URL(telemetry.metricsUrl!).port;
    await expect(startTelemetry({ METRICS_PORT: taken }, { host: '127.0.0.1' })).rejects.toThrow('another program listens there');
  });
});
