import { readFileSync } from 'node:fs';
import { parse } from 'graphql';
import type { GatewayOptions } from './gateway.js';
import { composedSupergraph } from './gateway.js';
import { serviceNames } from './graph.js';
import { Instances } from './instances.js';
import type { Limits } from './limits.js';
import { tokenVerifier } from './tokens.js';

/** Of a gateway that runs alone, from its environment. Throws one error that says everything that is wrong. */
export function configurationFrom(environment: Readonly<Record<string, string | undefined>>): GatewayOptions {
  const problems: string[] = [];
  const number = (name: string, fallback: number): number => {
    const value = environment[name];
    if (!value) return fallback;
    if (/^\d+$/.test(value)) return Number(value);
    problems.push(`${name} is "${value}"; it has to be a whole number.`);
    return fallback;
  };

  const supergraph = environment['SUPERGRAPH'] ?? composedSupergraph;
  const subgraphs: Record<string, { url: string }> = {};
  try {
    for (const name of serviceNames(parse(readFileSync(supergraph, 'utf8'))).values()) {
      const variable = `${name.toUpperCase()}_URL`;
      const url = environment[variable];
      if (url && new Instances(url).urls.every((each) => /^https?:$/.test(URL.parse(each)?.protocol ?? ''))) subgraphs[name] = { url };
      else
        problems.push(
          url
            ? `${variable} is "${url}"; it has to be an http address, or several with commas between them.`
            : `${variable} is missing: the address of the service ${name}, such as http://${name}:4000.`,
        );
    }
  } catch (error) {
    problems.push(`The supergraph ${supergraph} cannot be read: ${(error as Error).message}`);
  }

  const limits: Partial<Limits> = Object.fromEntries(
    (
      [
        ['depth', 'LIMIT_DEPTH'],
        ['cost', 'LIMIT_COST'],
        ['aliases', 'LIMIT_ALIASES'],
        ['tokens', 'LIMIT_TOKENS'],
        ['bodyBytes', 'LIMIT_BODY_BYTES'],
      ] as const
    )
      .filter(([, name]) => environment[name])
      .map(([limit, name]) => [limit, number(name, 0)]),
  );
  const port = number('PORT', 4000);
  if (port > 65_535) problems.push(`PORT is "${port}"; a port is at most 65535.`);
  const options: GatewayOptions = {
    port,
    host: environment['HOST'] ?? '0.0.0.0',
    supergraph,
    subgraphs,
    limits,
    proxies: number('TRUSTED_PROXIES', 0),
    timeoutMs: number('SERVICE_TIMEOUT_MS', 30_000),
    ...(subgraphs['identity'] && { verifyToken: tokenVerifier(subgraphs['identity'].url) }),
  };
  if (problems.length)
    throw new Error(`The gateway's configuration is not usable:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
  return options;
}
