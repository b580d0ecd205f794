/**
 * What `promise` comes to, or what `late` makes where that takes longer than `msMax`. Whatever it
 * comes to after that is nobody's any more.
 */
export const within = async <T, L>(
  promise: Promise<T>,
  msMax: number,
  late: () => L,
): Promise<T | L> => {
  let patience: NodeJS.Timeout | undefined;
  const tooLate = new Promise<undefined>((resolve) => {
    patience = setTimeout(() => resolve(undefined), msMax);
  });
  const box = promise.then((value) => ({ value }));
  try {
    const first = await Promise.race([box, tooLate]);
    return first === undefined ? late() : first.value;
  } finally {
    clearTimeout(patience);
    box.catch(() => undefined);
  }
};
