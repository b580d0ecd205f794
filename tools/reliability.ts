/** Prints docs/reliability.md. */
import { reliabilityText } from './reliability-text.js';

process.stdout.write(reliabilityText(process.cwd()));
