import { defineJob } from '../../outbox/jobs.js';

/** Reads and checks an uploaded list. */
export const checkImportJob = defineJob<{ importId: string }>('lists.check-import', 'importer', 5);

/** Applies the next rows of a confirmed list; each chunk sends the message for the one after it. */
export const applyImportChunkJob = defineJob<{ importId: string; chunk: number }>('lists.apply-import-chunk', 'importer');
