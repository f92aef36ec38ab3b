import type { IncomingMessage, ServerResponse } from 'node:http';
import { requestSeconds, serve } from '@throughline/telemetry';
import { Kind, type OperationDefinitionNode } from 'graphql';

/** What a request turns out to be, noted as it is found out. */
export interface Seen {
  /** `/graphql`, `/forms/{key}`; `unknown` where there is none; undefined for what is asked all the time. */
  route: string | undefined;
  operation?: OperationDefinitionNode;
}

/** Answers within the request's trace, and times it until its answer has been sent. Nothing that is told of it was written by the client. */
export function observed<T>(request: IncomingMessage, response: ServerResponse, answer: (seen: Seen) => T): T {
  const { method = 'GET' } = request;
  const seen: Seen = { route: 'unknown' };
  const began = performance.now();
  const parent = request.headers['traceparent'];
  const serving = serve({ service: 'gateway', name: method, parent: typeof parent === 'string' ? parent : undefined });
  response.once('close', () => {
    const { route, operation } = seen;
    if (!route) return;
    const { statusCode } = response;
    // How long somebody listened is not how long they waited.
    if (operation?.operation !== 'subscription') {
      const labels = { route, operation: operation?.operation ?? '', status: String(statusCode) };
      requestSeconds.observe(labels, (performance.now() - began) / 1_000);
    }
    const attributes = { 'http.request.method': method, 'http.route': route, 'http.response.status_code': statusCode };
    serving.end({ name: operation ? nameOf(operation) : `${method} ${route}`, attributes, failed: statusCode >= 500 });
  });
  return serving.within(() => answer(seen));
}

/** By the fields of the schema; the name of an operation and its aliases are the client's. */
function nameOf({ operation, selectionSet }: OperationDefinitionNode): string {
  const fields = selectionSet.selections.flatMap((node) => (node.kind === Kind.FIELD ? [node.name.value] : []));
  return `${operation} ${fields.slice(0, 3).join(' ')}`;
}
