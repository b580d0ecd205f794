/** An option's number, or an error that says which option wants what. */
export const whole = (name: string, text: string, least: number): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < least) {
    throw new TypeError(`--${name} takes a whole number from ${least} on, not '${text}'`);
  }
  return value;
};
