/** The part of the package that is used here; it brings no types. */
declare module 'fs-native-extensions' {
  interface LockOptions {
    readonly shared?: boolean;
  }
  /**
   * Locks bytes of an open file (0, 0: all of it) for its open file description (`F_OFD_SETLK`,
   * `flock` on macOS); false where another description holds them.
   */
  export function tryLock(
    fd: number,
    offset?: number,
    length?: number,
    options?: LockOptions,
  ): boolean;
}
