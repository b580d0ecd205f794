/** What a store or cluster must be to be used, and is not. */
export interface SetupFault {
  /** By the name that people set it by, where there is one. */
  readonly setting: string;
  readonly found: string;
  readonly expected: string;
  /** What to do. */
  readonly advice: string;
}

/** A store or cluster, or what it was made with, is not what this process needs. */
export class SetupRefused extends Error {
  override readonly name = 'SetupRefused';
  readonly setting: string;
  readonly found: string;
  readonly expected: string;

  constructor({ setting, found, expected, advice }: SetupFault) {
    super(`${setting} is ${found}, expected ${expected}: ${advice}`);
    this.setting = setting;
    this.found = found;
    this.expected = expected;
  }
}
