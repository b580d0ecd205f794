/** What is wanted at least, on two cores that everything shares. */
export interface Marks {
  readonly ordersASecond: number;
  /** Of the largest process, once so many orders have passed. */
  readonly memory?: { readonly mib: number; readonly atOrders: number };
  /** From the intended placing until the view shows the order shipped, at half of the rate. */
  readonly shippedP99Ms?: number;
}

export const embeddedMarks: Marks = {
  ordersASecond: 1_500,
  memory: { mib: 400, atOrders: 200_000 },
};
export const kafkaMarks: Marks = { ordersASecond: 500, shippedP99Ms: 250 };
