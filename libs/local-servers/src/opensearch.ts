import { mkdirSync, symlinkSync, writeFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '@throughline/postgres-server';
import { fetched, java } from './java.js';
import { launch, throwaway, type LocalServer } from './local-server.js';

/** `url` is `http://127.0.0.1:<port>`. */
export type OpenSearchServer = LocalServer;

export const OPENSEARCH_VERSION = '3.8.0';

/** One node. Needs Java 21 and, the first time, Maven; throws `NotHere` without them. With `folder` it keeps its data there, else it is a throwaway. */
export async function startOpenSearch(options: { readonly folder?: string; readonly port?: number } = {}): Promise<OpenSearchServer> {
  const [command, distributed] = await Promise.all([java(21), distribution()]);
  const home = join(distributed, `opensearch-${OPENSEARCH_VERSION}`);
  const folder = options.folder ?? throwaway('opensearch');
  const port = options.port ?? (await freePort());
  const transport = await freePort();
  mkdirSync(join(folder, 'config'), { recursive: true });
  mkdirSync(join(folder, 'logs'), { recursive: true });
  for (const part of ['lib', 'modules', 'plugins']) {
    if (part === 'plugins') mkdirSync(join(folder, part), { recursive: true });
    else if (!existsSync(join(folder, part))) symlinkSync(join(home, part), join(folder, part));
  }
  const log = join(folder, 'logs', 'throughline.log');
  writeFileSync(join(folder, 'config', 'opensearch.yml'), settings({ port, transport }));
  writeFileSync(join(folder, 'config', 'log4j2.properties'), logging(log));
  writeFileSync(join(folder, 'Node.java'), node);
  return launch({
    name: 'OpenSearch',
    url: `http://127.0.0.1:${port}`,
    folder,
    command,
    args: [
      ...jvm,
      `-Dopensearch.path.home=${folder}`,
      `-Dopensearch.path.conf=${join(folder, 'config')}`,
      '-cp',
      `${home}/lib/*`,
      join(folder, 'Node.java'),
      folder,
    ],
    log,
    timeoutMs: 240_000,
    ready: async () => {
      const health = await fetch(`http://127.0.0.1:${port}/_cluster/health`, { signal: AbortSignal.timeout(2_000) });
      return ((await health.json()) as { status?: string }).status === 'green';
    },
  });
}

const jvm = ['-Xms512m', '-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '--enable-native-access=ALL-UNNAMED'];

function distribution(): Promise<string> {
  const artifact = {
    groupId: 'org.opensearch.distribution.integ-test-zip',
    artifactId: 'opensearch',
    version: OPENSEARCH_VERSION,
    type: 'zip',
  };
  const dependency = Object.entries(artifact).map(([name, value]) => `<${name}>${value}</${name}>`);
  return fetched(`opensearch-${OPENSEARCH_VERSION}`, `<dependency>${dependency.join('')}</dependency>`, (folder) => [
    'dependency:unpack-dependencies',
    `-DoutputDirectory=${folder}`,
  ]);
}

/** The distribution for tests has no start script: this is one. */
const node = `import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import java.nio.file.Path;
import java.util.Map;

class Start {
  public static void main(String[] args) throws Exception {
    Environment environment = InternalSettingsPreparer.prepareEnvironment(
        Settings.builder().put("path.home", args[0]).build(), Map.of(), Path.of(args[0], "config"), () -> "throughline");
    org.opensearch.common.logging.LogConfigurator.configure(environment);
    Node node = new Node(environment);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> { try { node.close(); } catch (Exception ignored) { } }));
    node.start();
    Thread.currentThread().join();
  }
}
`;

function settings({ port, transport }: { port: number; transport: number }): string {
  return `cluster.name: throughline
node.name: throughline
network.host: 127.0.0.1
http.port: ${port}
transport.port: ${transport}
discovery.type: single-node
cluster.routing.allocation.disk.threshold_enabled: false
action.auto_create_index: false
`;
}

const logging = (file: string): string => `appender.file.type = File
appender.file.name = file
appender.file.fileName = ${file}
appender.file.layout.type = PatternLayout
appender.file.layout.pattern = %d %p %c %m%n
rootLogger.level = warn
rootLogger.appenderRef.file.ref = file
`;
