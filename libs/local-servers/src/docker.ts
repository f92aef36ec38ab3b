/** What is run of an image. */
export interface Container {
  readonly image: string;
  readonly port: { readonly container: number; readonly host: number };
  readonly environment: Readonly<Record<string, string>>;
  /** Said by its log when it takes requests. */
  readonly ready: RegExp;
  url(host: string): string;
}

/** The address of what runs in a container that ends with this process; undefined where no Docker engine answers. */
export async function inDocker(what: () => Promise<Container>): Promise<string | undefined> {
  const { GenericContainer, getContainerRuntimeClient, Wait } = await import('testcontainers');
  try {
    await getContainerRuntimeClient();
  } catch {
    return undefined;
  }
  const { image, port, environment, ready, url } = await what();
  const container = await new GenericContainer(image)
    .withExposedPorts(port)
    .withEnvironment(environment)
    .withWaitStrategy(Wait.forLogMessage(ready))
    .withStartupTimeout(180_000)
    .start();
  return url(container.getHost());
}
