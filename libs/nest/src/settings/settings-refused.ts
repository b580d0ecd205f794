/** The environment is not as it has to be: every wrong variable with the form expected. */
export class SettingsRefused extends Error {
  override readonly name = 'SettingsRefused';

  constructor(readonly faults: readonly string[]) {
    super(faults.join('\n'));
  }
}
