/** How large the installation is that the chaos is made in. */
export const partitions = 4;
export const copies = 2;
export const brokerCount = 3;
export const sessionTimeoutMs = 6_000;
export const numberKey = 'c4'.repeat(32);
