import { existsSync, readdirSync } from 'node:fs';
import type { ServiceManifest } from '@throughline/service-kit';

const folder = new URL('../../../services/', import.meta.url);

/** Every service there is under `services/`: a new one is part of the product without being listed anywhere. */
export function serviceNames(): string[] {
  return readdirSync(folder).filter((name) => existsSync(new URL(`${name}/src/${name}.service.ts`, folder)));
}

export function discoverServices(): Promise<ServiceManifest[]> {
  return Promise.all(serviceNames().map(manifestOf));
}

async function manifestOf(name: string): Promise<ServiceManifest> {
  const exported = (await import(`@throughline/${name}`)) as Record<string, unknown>;
  const manifest = Object.values(exported).find((value): value is ServiceManifest => isManifest(value) && value.name === name);
  if (!manifest) throw new Error(`services/${name} exports no service manifest of the name "${name}".`);
  return manifest;
}

function isManifest(value: unknown): value is ServiceManifest {
  return typeof value === 'object' && value !== null && 'name' in value && 'schema' in value && 'views' in value;
}
