import { type DynamicModule, Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { tradeModules } from './app.module.js';
import { DocumentsModule } from './platform/documents/documents.module.js';
import { loggingModule } from './platform/http/logging.js';
import { ListsModule } from './platform/lists/lists.module.js';
import { PlatformModule } from './platform/platform.module.js';
import type { Runtime } from './platform/runtime.js';

/** The job process: the same modules without a server in front. */
@Module({})
export class WorkerModule {
  static on(runtime: Runtime, log: Logger): DynamicModule {
    return { module: WorkerModule, imports: [PlatformModule.on(runtime), loggingModule(log), DocumentsModule, ListsModule, ...tradeModules] };
  }
}
