import { readFileSync } from 'node:fs';
import { parse } from 'graphql';
import type { GatewayOptions } from './gateway.js';
import { composedSupergraph } from './gateway.js';
import { serviceNames } from './graph.js';
import { Instances } from './instances.js';
import type { Limits } from './limits.js';
import { tokenVerifier } from './tokens.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** What an operator sets of a gateway, however it runs. */
export type GatewaySettings = Pick<GatewayOptions, 'port' | 'host' | 'limits' | 'proxies' | 'timeoutMs'>;

/** From the environment, `HOST` or else `host`. Throws one error that says everything that is wrong. */
export function settingsFrom(environment: Environment, { host }: { readonly host: string }): GatewaySettings {
  const problems: string[] = [];
  const settings = readSettings(environment, host, problems);
  refuse(problems);
  return settings;
}

/** Of a gateway that runs alone. Throws as {@link settingsFrom}. */
export function configurationFrom(environment: Environment): GatewayOptions {
  const problems: string[] = [];
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

  const settings = readSettings(environment, '0.0.0.0', problems);
  refuse(problems);
  return { ...settings, supergraph, subgraphs, ...(subgraphs['identity'] && { verifyToken: tokenVerifier(subgraphs['identity'].url) }) };
}

const limitNames: Readonly<Partial<Record<keyof Limits, string>>> = {
  depth: 'LIMIT_DEPTH',
  cost: 'LIMIT_COST',
  aliases: 'LIMIT_ALIASES',
  tokens: 'LIMIT_TOKENS',
  bodyBytes: 'LIMIT_BODY_BYTES',
  streams: 'LIMIT_STREAMS',
};

function readSettings(environment: Environment, host: string, problems: string[]): GatewaySettings {
  const number = (name: string, fallback: number): number => {
    const value = environment[name];
    if (!value) return fallback;
    if (/^\d+$/.test(value)) return Number(value);
    problems.push(`${name} is "${value}"; it has to be a whole number.`);
    return fallback;
  };
  const limits: Partial<Limits> = Object.fromEntries(
    Object.entries(limitNames)
      .filter(([, name]) => environment[name])
      .map(([limit, name]) => [limit, number(name, 0)]),
  );
  const port = number('PORT', 4000);
  if (port > 65_535) problems.push(`PORT is "${port}"; a port is at most 65535.`);
  return {
    port,
    host: environment['HOST'] || host,
    limits,
    proxies: number('TRUSTED_PROXIES', 0),
    timeoutMs: number('SERVICE_TIMEOUT_MS', 30_000),
  };
}

function refuse(problems: readonly string[]): void {
  if (problems.length > 0)
    throw new Error(`The gateway's configuration is not usable:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
}
