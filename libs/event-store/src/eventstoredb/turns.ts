/** Work that shares a name is done one after the other, in the order in which it came. */
export class Turns {
  private readonly last = new Map<string, Promise<void>>();

  async take<T>(names: readonly string[], work: () => Promise<T>): Promise<T> {
    const before = names.map((name) => this.last.get(name)).filter((done) => done !== undefined);
    const done = Promise.withResolvers<void>();
    for (const name of names) this.last.set(name, done.promise);
    try {
      await Promise.all(before);
      return await work();
    } finally {
      for (const name of names) if (this.last.get(name) === done.promise) this.last.delete(name);
      done.resolve();
    }
  }

  /** Resolves when all that has come is done. */
  async idle(): Promise<void> {
    await Promise.all(this.last.values());
  }
}
