import type { Log, SampleCompany, SampleCompanyStatus } from '@throughline/service-kit';
import type { DataFolder } from './data-folder.js';
import { addDemoCompany, readDemoKey } from './demo.js';
import { removeDemoCompany } from './demo-removal.js';
import type { DatabaseUrl } from './installation.js';

/** `npm start -- --demo` and `npm run demo:remove` for whoever administers by the graph. */
export class OfferedSampleCompany implements SampleCompany {
  /** Of the gateway, which is there when somebody asks. */
  url = '';
  private busy: 'LOADING' | 'REMOVING' | undefined;

  constructor(
    private readonly folder: DataFolder,
    private readonly database: DatabaseUrl,
    private readonly log: Log,
  ) {}

  status(): SampleCompanyStatus {
    if (this.busy) return this.busy;
    const key = readDemoKey(this.folder);
    if (!key) return 'ABSENT';
    return key.removed ? 'REMOVED' : key.complete ? 'LOADED' : 'HALTED';
  }

  load(token: string): void {
    if (['ABSENT', 'HALTED'].includes(this.status())) {
      void this.work('LOADING', () => addDemoCompany(this.url, this.folder, () => Promise.resolve(token)));
    }
  }

  remove(): void {
    if (['LOADED', 'HALTED'].includes(this.status())) {
      void this.work('REMOVING', () => removeDemoCompany(this.url, this.folder, this.database));
    }
  }

  private async work(status: 'LOADING' | 'REMOVING', work: () => Promise<unknown>): Promise<void> {
    this.busy = status;
    try {
      await work();
    } catch (error) {
      this.log.error(error, 'the sample company came to a halt');
    } finally {
      this.busy = undefined;
    }
  }
}
