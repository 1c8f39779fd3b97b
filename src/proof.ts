import 'reflect-metadata';
import pg from 'pg';
import { readEnvironment } from './config/env.js';
import { proveLedger } from './modules/funds/public/proof.js';
import { openRuntime } from './open-runtime.js';

/** `npm run proof`: the ledger proves itself; the exit code is 1 when something in it can not be. */
async function main(): Promise<void> {
  const runtime = await openRuntime(readEnvironment(), { runJobs: false, say: (line) => console.log(line) });
  const client = new pg.Client({ connectionString: runtime.connection.ownerUrl });
  try {
    await client.connect();
    const { entries, funds, findings } = await proveLedger(client);
    console.log(`查验 ${funds} 个基金、${entries} 笔分录 (${funds} funds and ${entries} entries looked at)`);
    for (const { code, fundId, subject, expectedFen, foundFen } of findings) {
      console.log(`  ${code}: 基金 (fund) ${fundId}, ${subject}, 应为 (expected) ${expectedFen ?? '—'} 分, 实为 (found) ${foundFen ?? '—'} 分`);
    }
    console.log(findings.length === 0 ? '账实相符 (the ledger agrees with itself)' : `发现 ${findings.length} 处不符 (findings)`);
    process.exitCode = findings.length === 0 ? 0 : 1;
  } finally {
    await client.end();
    await runtime.close();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
