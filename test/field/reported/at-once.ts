/** Does `task` so many times, by so many workers at once; the first failure rejects. */
export const atOnce = async (
  workers: number,
  count: number,
  task: (nth: number) => Promise<void>,
): Promise<void> => {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      const nth = next;
      next += 1;
      await task(nth);
    }
  };
  await Promise.all(Array.from({ length: workers }, worker));
};
