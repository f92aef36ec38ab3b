/** What was made lately, by key: kept in generations, each until the views have it. */
export class Recent {
  private generations: { position: bigint; ids: Map<string, string> }[] = [];
  private current = new Map<string, string>();

  get(key: string): string | undefined {
    let id = this.current.get(key);
    for (let index = this.generations.length - 1; id === undefined && index >= 0; index--) id = this.generations[index]!.ids.get(key);
    return id;
  }

  set(key: string, id: string): void {
    this.current.set(key, id);
  }

  /** Forgets what was set since the last `close`. */
  reset(): void {
    this.current = new Map();
  }

  /** What was set since then is in the views once they reach `position`. */
  close(position: bigint): void {
    this.generations.push({ position, ids: this.current });
    this.current = new Map();
  }

  /** The oldest position that the views have to reach for something to be forgotten, if there are more than `most` generations. */
  waitingFor(most: number): bigint | undefined {
    return this.generations.length > most ? this.generations[0]!.position : undefined;
  }

  forget(reached: bigint): void {
    this.generations = this.generations.filter(({ position }) => position > reached);
  }
}
