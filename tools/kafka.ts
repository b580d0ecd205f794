/** Prints docs/kafka.md. */
import { kafkaText } from './kafka-text.js';

process.stdout.write(kafkaText(process.cwd()));
