import 'reflect-metadata';
import pg from 'pg';
import { readEnvironment } from './config/env.js';
import { type LedgerFinding, proveLedger } from './modules/funds/public/proof.js';
import { provePayments } from './modules/payments/public/proof.js';
import { openRuntime } from './open-runtime.js';

/** `npm run proof`: the ledger and the payments prove themselves; the exit code is 1 when something can not be. */
async function main(): Promise<void> {
  const runtime = await openRuntime(readEnvironment(), { runJobs: false, say: console.log });
  const client = new pg.Client({ connectionString: runtime.connection.ownerUrl });
  try {
    await client.connect();
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const { entries, funds, findings } = await proveLedger(client);
    const lines = [...findings.map(ledgerLine), ...(await provePayments(client)).map(({ code, subject }) => `${code}: ${subject}`)];
    console.log(`查验 ${funds} 个基金、${entries} 笔分录及其付款 (${funds} funds, ${entries} entries and their payments looked at)`);
    for (const line of lines) console.log(`  ${line}`);
    console.log(lines.length === 0 ? '账实相符 (all agrees)' : `发现 ${lines.length} 处不符 (findings)`);
    process.exitCode = lines.length === 0 ? 0 : 1;
  } finally {
    await client.end();
    await runtime.close();
  }
}

function ledgerLine({ code, fundId, subject, expectedFen, foundFen }: LedgerFinding): string {
  return `${code}: 基金 (fund) ${fundId}, ${subject}, 应为 (expected) ${expectedFen ?? '—'} 分, 实为 (found) ${foundFen ?? '—'} 分`;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
