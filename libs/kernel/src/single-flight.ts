/** An act that is never under way twice: whoever asks meanwhile shares its end. */
export class SingleFlight<T> {
  /** What is under way. */
  running: Promise<T> | undefined;

  run(act: () => Promise<T>): Promise<T> {
    this.running ??= act().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }
}
