import { playShard } from '../../test/shard.js';

playShard(2);
