/** Prints docs/reliability.md. */
import { reliabilityText } from './chaos/reliability-text.js';

process.stdout.write(reliabilityText(process.cwd()));
