/** The cluster, or what it was set up with, is not what this process needs. */
export class SetupRefused extends Error {
  constructor(
    readonly setting: string,
    readonly found: string,
    readonly expected: string,
    advice: string,
  ) {
    super(`${setting} is ${found}, expected ${expected}: ${advice}`);
    this.name = 'SetupRefused';
  }
}
