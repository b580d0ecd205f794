export { runService } from './run-service.js';
export { ViewsModule, WorkersModule } from './work.modules.js';
