import { createServer } from 'node:http';
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { busSchemes, parseKafkaUrl } from '@throughline/message-bus';
import { readConfiguration, type ServiceManifest } from '@throughline/service-kit';
import { registry } from '@throughline/telemetry';
import { parse, parseAllDocuments } from 'yaml';
import { configurationFrom } from '../../../gateway/src/configuration.js';
import { readAddresses } from '../../cli/src/installation.js';
import { schemaLocation } from './schemas.js';
import { describeWith, goProgram, ran, root } from './tools.js';

const chart = join(root, 'deploy/helm/throughline');
const services = readdirSync(join(root, 'services'));
const parts = [...services, 'gateway'];
const examples = readdirSync(join(chart, 'values')).map((file) => ({
  example: basename(file, '.yaml'),
  files: [join(chart, 'values', file)],
}));
const installations = [{ example: 'the defaults', files: [] as string[] }, ...examples];

/** A manifest; what is asked of it says which. */
type Manifest = any;

await describeWith(
  'the chart',
  () => goProgram('helm.sh/helm/v3/cmd/helm@v3.22.0'),
  (helm) => {
    const template = (files: readonly string[], set: readonly string[] = []) =>
      ran(helm, [
        ...['template', 'crm', chart, '--namespace', 'crm', '--kube-version', '1.36.0'],
        ...files.flatMap((file) => ['--values', file]),
        ...set.flatMap((value) => ['--set-json', value]),
      ]);
    const manifestsOf = async (files: readonly string[], set: readonly string[] = []): Promise<Manifest[]> => {
      const { status, output, errors } = await template(files, set);
      expect({ status, errors }).toEqual({ status: 0, errors: '' });
      return parseAllDocuments(output).flatMap((document) => document.toJS() ?? []);
    };

    it('is taken by helm lint, with its own values and with each example', async () => {
      for (const { files } of installations) {
        const { status, output, errors } = await ran(helm, ['lint', '--strict', chart, ...files.flatMap((file) => ['--values', file])]);
        expect({ status, said: status ? output + errors : '' }).toEqual({ status: 0, said: '' });
      }
    });

    describe.each(installations)('with $example', ({ files }) => {
      let manifests: readonly Manifest[];
      const all = (kind: string): Manifest[] => manifests.filter((manifest) => manifest.kind === kind);
      const of = (kind: string, part: string): Manifest => all(kind).find(({ metadata }) => metadata.name === `crm-throughline-${part}`);
      const pods = (): Manifest[] => [
        ...[...all('Deployment'), ...all('Job')].map(({ spec }) => spec.template.spec),
        ...all('Pod').map(({ spec }) => spec),
      ];
      const labelsOf = (part: string): Record<string, string> => of('Deployment', part).spec.template.metadata.labels;
      const selects = (selector: Manifest, labels: Readonly<Record<string, string>>): boolean =>
        Object.entries(selector?.matchLabels ?? {}).every(([name, value]) => labels[name] === value) &&
        (selector?.matchExpressions ?? []).every(({ key, values }: Manifest) => values.includes(labels[key]));
      const environmentOf = (part: string): Record<string, Manifest> =>
        Object.fromEntries(of('Deployment', part).spec.template.spec.containers[0].env.map((each: Manifest) => [each.name, each]));
      const values = (): Manifest =>
        [join(chart, 'values.yaml'), ...files]
          .map((file) => parse(readFileSync(file, 'utf8')))
          .reduce((below, above) => ({ ...below, ...above, kafka: { ...below.kafka, ...above.kafka } }), {});

      beforeAll(async () => (manifests = await manifestsOf(files)));

      it('runs every service and the gateway', () => {
        expect(all('Deployment').map(({ metadata }) => metadata.name)).toEqual(
          expect.arrayContaining(parts.map((part) => `crm-throughline-${part}`)),
        );
        expect(all('Deployment')).toHaveLength(parts.length);
        for (const part of parts) expect(selects({ matchLabels: of('Service', part).spec.selector }, labelsOf(part))).toBe(true);
      });

      it('gives each service what it asks of its environment', () => {
        for (const service of services) {
          const environment = environmentOf(service);
          const { DATABASE_URL, KEYS_URL } = environment;
          expect(DATABASE_URL.valueFrom.secretKeyRef.key).toBe(service);
          expect(KEYS_URL.valueFrom.secretKeyRef.key).toBe('keys');
          const given = Object.fromEntries(Object.entries(environment).map(([name, { value }]) => [name, value ?? 'postgres://host/x']));
          const { port, busUrl } = readConfiguration(given, { schemes: busSchemes });
          expect(of('Deployment', service).spec.template.spec.containers[0].ports[0].containerPort).toBe(port);
          const { KAFKA_CA_FILE, ...access } = given;
          expect(parseKafkaUrl(busUrl, access).partitions).toBe(values().kafka.partitions);
          const { volumeMounts } = of('Deployment', service).spec.template.spec.containers[0];
          for (const file of [given['MASTER_KEY_FILE'], KAFKA_CA_FILE])
            if (file) expect(volumeMounts.some(({ mountPath }: Manifest) => file.startsWith(`${mountPath}/`))).toBe(true);
        }
      });

      it('gives the gateway the address of each service', () => {
        const given = Object.fromEntries(Object.entries(environmentOf('gateway')).map(([name, { value }]) => [name, value]));
        expect(Object.keys(configurationFrom(given).subgraphs).sort()).toEqual(services.toSorted());
        for (const service of services) {
          const { hostname, port } = new URL(given[`${service.toUpperCase()}_URL`]);
          expect(of('Service', service).metadata.name).toBe(hostname);
          expect(of('Service', service).spec.ports[0].port).toBe(Number(port));
        }
      });

      it('asks each part whether it lives, which is not whether its dependencies do, and whether it is ready', () => {
        for (const part of parts) {
          const { startupProbe, livenessProbe, readinessProbe } = of('Deployment', part).spec.template.spec.containers[0];
          expect(startupProbe.httpGet).toEqual({ path: '/health/live', port: 'http' });
          expect(livenessProbe.httpGet).toEqual({ path: '/health/live', port: 'http' });
          expect(readinessProbe.httpGet).toEqual({ path: '/health/ready', port: 'http' });
        }
      });

      it('lets an instance finish what it has taken', () => {
        for (const part of parts) {
          const { terminationGracePeriodSeconds, containers } = of('Deployment', part).spec.template.spec;
          const { seconds } = containers[0].lifecycle.preStop.sleep;
          expect(seconds).toBeGreaterThan(0);
          const { value } = environmentOf('gateway')['SERVICE_TIMEOUT_MS'];
          expect(terminationGracePeriodSeconds).toBeGreaterThan(seconds + Number(value) / 1_000);
        }
      });

      it('lets one instance of a part go at a time', () => {
        for (const part of parts) {
          const { selector, maxUnavailable } = of('PodDisruptionBudget', part).spec;
          expect(maxUnavailable).toBe(1);
          expect(parts.filter((each) => selects(selector, labelsOf(each)))).toEqual([part]);
        }
      });

      it('has no more consumers than partitions, and no fixed number where something else counts', () => {
        const { partitions } = values().kafka;
        for (const service of services) {
          const scaled = of('ScaledObject', service);
          const { replicas } = of('Deployment', service).spec;
          expect(scaled?.spec.maxReplicaCount ?? replicas).toBeLessThanOrEqual(partitions);
          expect(replicas === undefined).toBe(scaled !== undefined);
          if (!scaled) continue;
          expect(scaled.spec.scaleTargetRef.name).toBe(`crm-throughline-${service}`);
          expect(scaled.spec.triggers.map(({ type }: Manifest) => type)).toEqual(['prometheus', 'cpu']);
          expect(scaled.spec.triggers[0].metadata.query).toContain(`service="${service}"`);
        }
        const gateway = of('HorizontalPodAutoscaler', 'gateway');
        expect(of('Deployment', 'gateway').spec.replicas === undefined).toBe(gateway !== undefined);
      });

      it('spreads each part over zones and hosts', () => {
        for (const part of parts) {
          const constraints: Manifest[] = of('Deployment', part).spec.template.spec.topologySpreadConstraints;
          expect(constraints.map(({ topologyKey }) => topologyKey).sort()).toEqual([
            'kubernetes.io/hostname',
            'topology.kubernetes.io/zone',
          ]);
          for (const { labelSelector } of constraints) expect(selects(labelSelector, labelsOf(part))).toBe(true);
        }
      });

      it('gives no container more than it needs', () => {
        expect(pods()).toHaveLength(parts.length + services.length + 1);
        for (const { securityContext, containers, automountServiceAccountToken, enableServiceLinks, volumes = [] } of pods()) {
          expect(securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } });
          expect({ automountServiceAccountToken, enableServiceLinks }).toEqual({
            automountServiceAccountToken: false,
            enableServiceLinks: false,
          });
          for (const { securityContext: own, volumeMounts = [] } of containers) {
            expect(own).toEqual({
              allowPrivilegeEscalation: false,
              privileged: false,
              readOnlyRootFilesystem: true,
              runAsNonRoot: true,
              capabilities: { drop: ['ALL'] },
            });
            expect(volumeMounts.map(({ name }: Manifest) => name)).toEqual(volumes.map(({ name }: Manifest) => name));
          }
          expect(volumes.filter(({ hostPath }: Manifest) => hostPath)).toEqual([]);
        }
      });

      it('says what each container takes, with the heap under the memory that it may have', () => {
        const mib = (size: string) => (size.endsWith('Gi') ? 1_024 : 1) * Number.parseInt(size, 10);
        for (const { containers } of pods()) {
          const { requests, limits } = containers[0].resources;
          expect(requests.cpu).toMatch(/^\d+m?$/);
          expect(mib(requests.memory)).toBeLessThanOrEqual(mib(limits.memory));
        }
        for (const part of parts) {
          const { value } = environmentOf(part)['NODE_OPTIONS'];
          const heap = Number(/^--max-old-space-size=(\d+)$/.exec(value)![1]);
          const limit = mib(of('Deployment', part).spec.template.spec.containers[0].resources.limits.memory);
          expect(heap).toBeGreaterThan(limit / 2);
          expect(heap).toBeLessThan(limit * 0.75);
        }
      });

      it('lets nothing in and nothing out but what is named', () => {
        const policies = all('NetworkPolicy');
        const nothing = policies.filter(({ spec }) => !spec.ingress && !spec.egress);
        expect(nothing).toHaveLength(1);
        expect(nothing[0].spec.policyTypes).toEqual(['Ingress', 'Egress']);
        for (const part of parts) expect(selects(nothing[0].spec.podSelector, labelsOf(part))).toBe(true);
        for (const { spec } of policies) {
          for (const { to, ports } of spec.egress ?? []) {
            expect(to.length).toBeGreaterThan(0);
            expect(ports.length).toBeGreaterThan(0);
          }
        }
        const policiesOf = (part: string): Manifest[] =>
          policies.filter(({ spec }) => selects(spec.podSelector, labelsOf(part)) && spec !== nothing[0].spec);
        const reaches = (from: string, to: string): boolean =>
          policiesOf(from).some(({ spec }) =>
            spec.egress.some((rule: Manifest) =>
              rule.to.some(
                ({ podSelector, namespaceSelector }: Manifest) => podSelector && !namespaceSelector && selects(podSelector, labelsOf(to)),
              ),
            ),
          );
        const letsIn = (to: string, from: string): boolean =>
          policiesOf(to).some(({ spec }) =>
            spec.ingress
              .filter(({ ports }: Manifest) => ports[0].port === 'http')
              .some(({ from: peers }: Manifest) => peers?.some((peer: Manifest) => selects(peer.podSelector, labelsOf(from)))),
          );
        for (const service of services) {
          expect({ reaches: reaches('gateway', service), letsIn: letsIn(service, 'gateway') }).toEqual({ reaches: true, letsIn: true });
          for (const other of parts) {
            expect(reaches(service, other)).toBe(false);
            if (other !== 'gateway') expect(letsIn(service, other)).toBe(false);
          }
          const ports = policiesOf(service).flatMap(({ spec }) => spec.egress.flatMap((rule: Manifest) => rule.ports));
          const search = 'SEARCH_URL' in environmentOf(service);
          const { networkPolicy } = values();
          const searchPorts = (networkPolicy.search?.ports ?? [9200]) as number[];
          expect(ports.some(({ port }: Manifest) => searchPorts.includes(port))).toBe(search);
        }
      });

      it('gives each part an account of its own, which is nobody to the cluster', () => {
        const names = pods().map(({ serviceAccountName }) => serviceAccountName);
        for (const part of parts) expect(names.filter((name) => name === `crm-throughline-${part}`)).toHaveLength(1);
        expect(all('ServiceAccount').map(({ metadata }) => metadata.name)).toEqual(expect.arrayContaining([...new Set(names)]));
        for (const account of all('ServiceAccount')) expect(account.automountServiceAccountToken).toBe(false);
        expect(manifests.filter(({ kind }) => /Role/.test(kind))).toEqual([]);
      });

      it('holds no secret, only names of secrets', () => {
        expect(all('Secret')).toEqual([]);
        for (const { containers } of pods()) {
          for (const { name, value } of containers[0].env) {
            if (/PASSWORD|USERNAME|SECRET|MASTER_KEY$|^(DATABASE|KEYS|SEARCH|EVENT_STORE)_URL$/.test(name))
              expect([name, value]).toEqual([name, undefined]);
            else expect(value ?? '').not.toMatch(/:\/\/[^/]*@/);
          }
        }
      });

      it('makes the schema before anything starts, as often as it likes', () => {
        for (const service of services) {
          const { metadata, spec } = of('Job', `${service}-schema`);
          expect(metadata.annotations).toMatchObject({
            'helm.sh/hook': 'pre-install,pre-upgrade',
            'helm.sh/hook-delete-policy': 'before-hook-creation,hook-succeeded',
          });
          const [container] = spec.template.spec.containers;
          const [running] = of('Deployment', service).spec.template.spec.containers;
          expect(container.args).toEqual(['node', 'dist/main.js', '--schema-only']);
          expect(container.image).toBe(running.image);
          expect(container.env).toEqual(running.env);
        }
        // What the jobs need is there before them, in a namespace that lets nothing through.
        for (const kind of ['ServiceAccount', 'NetworkPolicy'])
          expect(of(kind, 'schema').metadata.annotations).toMatchObject({
            'helm.sh/hook': 'pre-install,pre-upgrade',
            'helm.sh/hook-weight': '-10',
          });
      });

      it('keeps the files of services that have some on one volume for all their instances', () => {
        for (const { metadata, spec } of all('PersistentVolumeClaim')) {
          const deployment = all('Deployment').find(({ metadata: { name } }) => name === metadata.name);
          const { replicas, strategy, template: pod } = deployment.spec;
          expect(pod.spec.volumes.find(({ name }: Manifest) => name === 'data').persistentVolumeClaim.claimName).toBe(metadata.name);
          if (spec.accessModes[0] === 'ReadWriteOnce') expect({ replicas, ...strategy }).toEqual({ replicas: 1, type: 'Recreate' });
          else expect(strategy.rollingUpdate.maxUnavailable).toBe(0);
          expect(metadata.annotations['helm.sh/resource-policy']).toBe('keep');
        }
        expect(all('PersistentVolumeClaim').map(({ metadata }) => metadata.name)).toEqual([
          'crm-throughline-contacts',
          'crm-throughline-sales',
        ]);
      });

      it('pins every image, from the registry that it is told', () => {
        const { registry: host, repository } = values().image.registry ? values().image : parse(readFileSync(files[0]!, 'utf8')).image;
        for (const { containers } of pods())
          expect(containers[0].image).toMatch(new RegExp(`^${host}/${repository}/[a-z]+:\\d+\\.\\d+\\.\\d+$`));
      });

      it('has Prometheus ask every part, keeping the services’ own names', () => {
        const monitor = all('ServiceMonitor')[0];
        const asked = of('Service', 'metrics');
        for (const part of parts) {
          expect(selects({ matchLabels: asked.spec.selector }, labelsOf(part))).toBe(true);
          const ports: Manifest[] = of('Deployment', part).spec.template.spec.containers[0].ports;
          expect(ports).toContainEqual({ name: 'metrics', containerPort: Number(environmentOf(part)['METRICS_PORT'].value) });
          // The gateway's address for people shows none of it.
          expect(of('Service', part).spec.ports.map(({ name }: Manifest) => name)).toEqual(['http']);
        }
        if (!monitor) return;
        expect(selects(monitor.spec.selector, asked.metadata.labels)).toBe(true);
        expect(monitor.spec.endpoints[0]).toMatchObject({ port: 'metrics', path: '/metrics', honorLabels: true });
      });

      it('has a test for helm test', () => {
        const [pod] = all('Pod');
        expect(pod.metadata.annotations['helm.sh/hook']).toBe('test');
        const { port } = of('Service', 'gateway').spec.ports[0];
        expect(pod.spec.containers[0].env[0].value).toBe(`http://crm-throughline-gateway:${port}`);
        expect(all('NetworkPolicy').some(({ spec }) => spec.egress && selects(spec.podSelector, pod.metadata.labels))).toBe(true);
      });
    });

    it('has the command line at hand for whoever asks for it, within reach of all that it asks and with no right more than a service', async () => {
      for (const { files } of installations) {
        const manifests = await manifestsOf(files, ['operator.enabled=true']);
        const of = (kind: string, part: string): Manifest =>
          manifests.find((manifest) => manifest.kind === kind && manifest.metadata.name === `crm-throughline-${part}`);
        const [operator, service] = ['operator', 'sales'].map((part) => of('Deployment', part).spec.template.spec);
        for (const setting of ['securityContext', 'automountServiceAccountToken', 'enableServiceLinks'])
          expect(operator[setting]).toEqual(service[setting]);
        const [own, its] = [operator.containers[0], service.containers[0]];
        expect(own.securityContext).toEqual(its.securityContext);
        expect(own.volumeMounts).toEqual(its.volumeMounts);
        expect(own.image).toBe(its.image.replace('/sales:', '/operator:'));

        const valued = ({ env }: Manifest): Record<string, string> =>
          Object.fromEntries(
            env.map(({ name, value, valueFrom }: Manifest) => [
              name,
              value ?? `postgres://${valueFrom.secretKeyRef.name}/${valueFrom.secretKeyRef.key}`,
            ]),
          );
        const [told, itsTold] = [valued(own), valued(its)];
        const expanded = Object.fromEntries(
          Object.entries(told).map(([name, value]) => [name, value.replaceAll(/\$\((\w+)\)/g, (_, other: string) => told[other]!)]),
        );
        const addresses = readAddresses(
          expanded,
          services.map((name) => ({ name }) as ServiceManifest),
        )!;
        for (const name of services)
          expect(addresses.database(name)).toBe(valued(of('Deployment', name).spec.template.spec.containers[0])['DATABASE_URL']);
        for (const name of ['BUS_URL', 'KEYS_URL', 'MASTER_KEY_FILE', 'KAFKA_CA_FILE', 'KAFKA_USERNAME', 'KAFKA_PASSWORD'])
          expect([name, told[name]]).toEqual([name, itsTold[name]]);

        const policy = (part: string): Manifest => of('NetworkPolicy', part).spec;
        expect(policy('operator').ingress).toBeUndefined();
        // All but traces, of which the command line has none.
        const reached = policy('marketing').egress.filter(({ ports }: Manifest) => ports[0].port !== 4318);
        expect(reached.length).toBeGreaterThan(2);
        for (const rule of reached) expect(policy('operator').egress).toContainEqual(rule);
      }
    });

    it('alerts and shows what the product tells, and says what to do about it', async () => {
      const manifests = await manifestsOf([join(chart, 'values/high-availability.yaml')]);
      const told = (await registry.getMetricsAsJSON()).flatMap(({ name }) => [name, `${name}_bucket`, `${name}_count`, `${name}_sum`]);
      const used = (expression: string) => [...expression.matchAll(/\bthroughline_\w+/g)].map(([name]) => name);
      const { rules } = manifests.find(({ kind }) => kind === 'PrometheusRule').spec.groups[0];
      const guide = readFileSync(join(root, 'docs/operations/kubernetes.md'), 'utf8');
      for (const { alert, expr, labels } of rules) {
        expect({ alert, unknown: used(expr).filter((name) => !told.includes(name)) }).toEqual({ alert, unknown: [] });
        expect(expr).toContain('namespace="crm"');
        expect(labels.severity).toMatch(/^(info|warning|critical)$/);
        expect(guide).toContain(`### ${alert}\n`);
      }
      expect([...guide.matchAll(/^### (Throughline\w+)$/gm)].map(([, alert]) => alert)).toEqual(rules.map(({ alert }: Manifest) => alert));

      const boards = manifests.filter(({ kind, data }) => kind === 'ConfigMap' && data).flatMap(({ data }) => Object.values<string>(data));
      expect(boards.length).toBeGreaterThanOrEqual(2);
      const shown = boards.flatMap((text) =>
        JSON.parse(text).panels.flatMap(({ targets }: Manifest) => targets.flatMap(({ expr }: Manifest) => used(expr))),
      );
      expect(shown.filter((name) => !told.includes(name))).toEqual([]);
      for (const name of [
        ...['append_seconds', 'append_batch_size', 'command_seconds', 'request_seconds', 'request_cost'].map((each) => `${each}_bucket`),
        ...['view_lag_events', 'view_lag_seconds', 'policy_lag_seconds', 'relay_lag_events', 'parked_events', 'dead_letters_total'],
      ])
        expect(shown).toContain(`throughline_${name}`);
    });

    it.each([
      ['a name that is not known', 'replicas=2', 'replicas'],
      ['one below', 'gateway.replica=2', 'replica'],
      ['one of a service', 'services.sales.image="x"', 'image'],
      ['one in a resource', 'services.sales.resources.limits.disk="1Gi"', 'disk'],
      ['an image that is not pinned', 'image.tag="latest"', 'tag'],
      ['a digest that is none', 'gateway.digest="sha256:abc"', 'digest'],
      ['a secret in the open', 'gateway.environment={"ADMIN_PASSWORD":"x"}', 'ADMIN_PASSWORD'],
      [
        'a secret that is not named but given',
        'services.identity.secrets={"THROUGHLINE_ADMIN_PASSWORD":"x"}',
        'THROUGHLINE_ADMIN_PASSWORD',
      ],
      ['a variable that the chart sets itself', 'services.sales.environment={"PORT":"1"}', 'PORT'],
      ['brokers with a password', 'kafka.brokers="user:secret@kafka:9092"', 'brokers'],
      ['a password beside it', 'kafka.sasl.password="secret"', 'password'],
      ['no partition', 'kafka.partitions=0', 'partitions'],
      ['a memory without a limit', 'services.sales.resources={"limits":null}', 'limits'],
      ['a memory in bytes', 'services.sales.resources.limits.memory="512000000"', 'memory'],
      ['an address of nowhere to go to', 'networkPolicy.postgres.to=[]', 'minItems'],
      ['a service with a name of ours', 'services.gateway={"replicas":1}', 'gateway'],
      ['a password of the command line', 'operator.secrets={"EVENT_STORE_URL":"esdb://admin:x@h"}', 'EVENT_STORE_URL'],
      ['text for a number', 'gateway.replicas="2"', 'replicas'],
    ])('refuses %s', async (_, value, named) => {
      const { status, errors } = await template([], [value]);
      expect(status).not.toBe(0);
      expect(errors).toContain("values don't meet the specifications of the schema");
      expect(errors).toContain(named);
    });

    it.each([
      ['more instances than partitions', ['services.sales.replicas=7'], 'sales would have 7 instances, but topics have 6 partitions'],
      ['more by scaling', ['scaling={"enabled":true,"prometheus":"http://p:9090","maxReplicas":7}'], 'would have 7 instances'],
      ['scaling by nothing', ['scaling.enabled=true'], 'scaling.enabled needs scaling.prometheus'],
      ['two instances on a volume for one', ['files.accessMode="ReadWriteOnce"'], 'contacts keeps files'],
      ['a drain shorter than what is waited for', ['drain.seconds=30'], 'drain.seconds has to be longer than gateway.serviceTimeoutMs'],
      ['an ingress without a host', ['gateway.ingress.enabled=true'], 'gateway.ingress.enabled needs gateway.ingress.host'],
    ])('refuses %s', async (_, set, words) => {
      const { status, errors } = await template([], set);
      expect(status).not.toBe(0);
      expect(errors).toContain(words);
    });

    describe('helm test', () => {
      const answers = async (
        reply: (path: string, body: string) => readonly [number, object],
      ): Promise<{ status: number; output: string }> => {
        const manifests = await manifestsOf([]);
        const { args } = manifests.find(({ kind }) => kind === 'Pod').spec.containers[0];
        expect(args[0]).toBe('node');
        const server = createServer((request, response) => {
          let body = '';
          request.on('data', (chunk: Buffer) => (body += chunk.toString()));
          request.on('end', () => {
            const [status, answer] = reply(request.url!, body);
            response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
          });
        }).listen(0, '127.0.0.1');
        await once(server, 'listening');
        try {
          const GATEWAY = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
          return await ran(process.execPath, args.slice(1), { env: { GATEWAY } });
        } finally {
          server.closeAllConnections();
          server.close();
        }
      };
      const sound = (path: string, body: string): readonly [number, object] => {
        if (path !== '/graphql') return [200, { status: 'ok' }];
        if (body.includes('__schema')) return [200, { errors: [{ message: 'No.' }] }];
        if (body.includes('contacts')) return [200, { data: null, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] }];
        return [200, { data: { __typename: 'Query' } }];
      };

      it('passes where everything answers', async () => {
        expect(await answers(sound)).toMatchObject({ status: 0 });
      });

      it('fails where a service is not ready, and says so', async () => {
        const { status, output } = await answers((path, body) =>
          path === '/health/ready' ? [200, { status: 'partial', reasons: { sales: ['deals are being built'] } }] : sound(path, body),
        );
        expect(status).toBe(1);
        expect(output).toContain('deals are being built');
      });

      it('fails where strangers are told the schema', async () => {
        const open = (path: string, body: string): readonly [number, object] =>
          body.includes('__schema') ? [200, { data: { __schema: { types: [] } } }] : sound(path, body);
        expect(await answers(open)).toMatchObject({ status: 1 });
      });
    });

    it('holds what each service says of itself', async () => {
      const { services: held } = parse(readFileSync(join(chart, 'values.yaml'), 'utf8')) as { services: Record<string, unknown> };
      const said = services.map((name) => parse(readFileSync(join(root, 'services', name, 'deploy.yaml'), 'utf8')).services);
      expect(held).toEqual(Object.assign({}, ...said));
    });
  },
);

await describeWith(
  'what the chart makes, by the API of Kubernetes',
  async () => ({
    helm: await goProgram('helm.sh/helm/v3/cmd/helm@v3.22.0'),
    kubeconform: await goProgram('github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0'),
    schemas: await schemaLocation(),
  }),
  ({ helm, kubeconform, schemas }) => {
    const check = (manifests: string) =>
      ran(kubeconform, ['-strict', '-summary', '-output', 'json', '-schema-location', schemas, '-'], { input: manifests });

    it.each(installations)('is sound with $example', async ({ files }) => {
      const { output: manifests } = await ran(helm, [
        'template',
        'crm',
        chart,
        ...['--kube-version', '1.36.0', '--set', 'operator.enabled=true'],
        ...files.flatMap((file) => ['-f', file]),
      ]);
      const { status, output } = await check(manifests);
      const { resources, summary } = JSON.parse(output);
      expect(resources ?? []).toEqual([]);
      expect(summary).toMatchObject({ invalid: 0, errors: 0, skipped: 0 });
      expect(summary.valid).toBeGreaterThan(40);
      expect(status).toBe(0);
    });

    it.each([
      ['a field that there is not', 'apiVersion: apps/v1', 'revisionHistoryLimit: 3', 'historyLimit: 3'],
      ['text for a number', 'apiVersion: apps/v1', 'terminationGracePeriodSeconds: 50', 'terminationGracePeriodSeconds: soon'],
      ['a field that KEDA does not know', 'kind: ScaledObject', 'minReplicaCount: 3', 'minimum: 3'],
      ['a field that Prometheus Operator does not know', 'kind: ServiceMonitor', 'honorLabels: true', 'keepLabels: true'],
    ])('would be found out with %s', async (_, within, sound, broken) => {
      const values = join(chart, 'values/high-availability.yaml');
      const { output } = await ran(helm, ['template', 'crm', chart, '--kube-version', '1.36.0', '-f', values]);
      const manifest = output.split('\n---\n').find((each) => each.includes(within) && each.includes(sound))!;
      const { status, output: said } = await check(manifest.replace(sound, broken));
      expect(status).not.toBe(0);
      expect(JSON.parse(said).summary).toMatchObject({ invalid: 1 });
    });
  },
);
