/** Values that stand in many answers. */
import { z } from 'zod';
export const text = z.string();
export const quantity = z.string().describe('a decimal');
export const time = z.string().meta({ format: 'date-time' });
export const metadata = z.record(text, z.unknown()).describe("the channel's own, as it came");
export const minor = z.int().describe('whole minor units (cents)');
export const links = z.record(text, text);
