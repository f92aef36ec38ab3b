/** `HALTED`: loading it was cut short; loading it again goes on with it. */
export type SampleCompanyStatus = 'ABSENT' | 'LOADING' | 'HALTED' | 'LOADED' | 'REMOVING' | 'REMOVED';

/** Records to try things on, which a composition root may have to offer. Both take a minute or so, and answer when they have begun. */
export interface SampleCompany {
  status(): SampleCompanyStatus;
  /** Nothing where it is there, or was removed: it is added once. `token`: of an administrator. */
  load(token: string): void;
  /** Nothing where it is not there. */
  remove(): void;
}
