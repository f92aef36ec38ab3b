import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { busSchemes, parseKafkaUrl } from '@throughline/message-bus';
import { readConfiguration, type ServiceManifest } from '@throughline/service-kit';
import { readAddresses } from '../../cli/src/installation.js';
import { configurationFrom } from '../../../gateway/src/configuration.js';
import { describeWith, goProgram, ran, root } from '../../helm/test/tools.js';

const file = join(root, 'deploy/compose/compose.yaml');
const services = readdirSync(join(root, 'services'));
const parts = [...services, 'gateway'];

await describeWith(
  'the compose file',
  () => goProgram('github.com/compose-spec/compose-go/v2/cmd@v2.16.2'),
  (compose) => {
    const folders: string[] = [];
    afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

    const secrets: Readonly<Record<string, string>> = { POSTGRES_PASSWORD: 'one', POSTGRES_ADMIN_PASSWORD: 'two', MASTER_KEY: 'three' };
    const text = readFileSync(file, 'utf8');

    /**
     * As Compose understands it, `asked` being what runs only for whoever asks for it. Its library's own program knows no environment: what `.env` says is
     * put in before.
     */
    const project = async () => {
      const folder = mkdtempSync(join(tmpdir(), 'throughline-compose-'));
      folders.push(folder);
      const filled = text.replaceAll(/\$\{(\w+)(?::[-?]([^}]*))?\}/g, (_, name: string, other = '') => secrets[name] ?? other);
      writeFileSync(join(folder, 'compose.yaml'), filled);
      const { status, output, errors } = await ran(compose, ['-format', 'json', 'compose.yaml'], { cwd: folder });
      expect({ status, errors }).toEqual({ status: 0, errors: '' });
      const { services, networks } = JSON.parse(output);
      const asked = Object.entries<any>(services).filter(([, { profiles }]) => profiles);
      for (const [name] of asked) delete services[name];
      return { services, networks, asked: Object.fromEntries(asked) };
    };

    it('runs every service and the gateway on engines of their own, each watched, without a right too many', async () => {
      const { services: all, networks } = await project();
      expect(Object.keys(all).toSorted()).toEqual([...parts, 'postgres', 'kafka', 'opensearch'].toSorted());
      for (const [name, { healthcheck, restart, ports }] of Object.entries<any>(all)) {
        expect([name, healthcheck?.test?.length > 1, restart]).toEqual([name, true, 'unless-stopped']);
        expect(ports?.map(({ host_ip }: any) => host_ip)).toEqual(name === 'gateway' ? ['127.0.0.1'] : undefined);
      }
      for (const part of parts) {
        const { read_only, cap_drop, security_opt, build, image, networks: joined } = all[part];
        expect({ read_only, cap_drop, security_opt }).toEqual({
          read_only: true,
          cap_drop: ['ALL'],
          security_opt: ['no-new-privileges:true'],
        });
        expect(build.args.PART).toBe(part === 'gateway' ? part : `services/${part}`);
        expect(image).toMatch(new RegExp(`/throughline/${part}:\\d`));
        for (const name of Object.keys(joined)) expect([name, networks[name].internal ?? false]).toEqual([name, name !== 'edge']);
      }
    });

    it('tells each what the code asks for', async () => {
      const { services: all } = await project();
      for (const service of services) {
        const { environment } = all[service];
        const { databaseUrl, busUrl } = readConfiguration(environment, { schemes: busSchemes });
        expect(new URL(databaseUrl).pathname).toBe(`/${service}`);
        expect(parseKafkaUrl(busUrl, {}).brokers).toEqual(['kafka:9092']);
      }
      expect(Object.keys(configurationFrom(all.gateway.environment).subgraphs).toSorted()).toEqual(services.toSorted());
      const made = /for name in (.*); do/.exec(readFileSync(join(root, 'deploy/compose/create-databases.sh'), 'utf8'))![1]!;
      expect(made.split(' ').toSorted()).toEqual([...services, 'keys'].toSorted());
    });

    it('has the command line for whoever asks for it, which knows where everything is', async () => {
      const { services: all, asked } = await project();
      expect(Object.keys(asked)).toEqual(['operator']);
      const { operator } = asked;
      const { read_only, cap_drop, restart, build } = operator;
      expect({ read_only, cap_drop, restart, target: build.target }).toEqual({
        ...{ read_only: true, cap_drop: ['ALL'], restart: 'no' },
        target: 'operator',
      });
      const manifests = services.map((name) => ({ name }) as ServiceManifest);
      const { database, busUrl, keysUrl } = readAddresses(operator.environment, manifests)!;
      for (const service of services) {
        const { DATABASE_URL, BUS_URL, KEYS_URL } = all[service].environment;
        expect([database(service), busUrl, keysUrl()]).toEqual([DATABASE_URL, BUS_URL, KEYS_URL]);
      }
    });

    it('holds no password, and asks for those that it needs', () => {
      for (const [, name, other] of text.matchAll(/\$\{(\w*(?:PASSWORD|KEY))(?::([-?][^}]*))?\}/g))
        expect({ name, other: ['', '-', '?set it in .env'].includes(other ?? '') }).toEqual({ name, other: true });
      for (const name of Object.keys(secrets)) expect(text).toContain(`\${${name}:?set it in .env}`);
      const example = readFileSync(join(root, 'deploy/compose/env.example'), 'utf8');
      for (const name of Object.keys(secrets)) expect(example).toMatch(new RegExp(`^${name}=$`, 'm'));
    });
  },
);
