/** An act that happens once: all who ask share it; where it failed, the next who asks tries. */
export class Once {
  /** What is under way or done. */
  begun: Promise<void> | undefined;

  constructor(private readonly act: () => Promise<void>) {}

  run(): Promise<void> {
    this.begun ??= this.act().catch((error: unknown) => {
      this.begun = undefined;
      throw error;
    });
    return this.begun;
  }
}
