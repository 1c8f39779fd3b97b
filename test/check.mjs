// `npm run check`: lint, types, architecture, migrations in step with entities. Each runs, so that one look shows all.
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const steps = [
  ['lint', 'node_modules/eslint/bin/eslint.js', '--max-warnings', '0', '.'],
  ['types', 'node_modules/typescript/bin/tsc', '--noEmit', '-p', '.'],
  ['architecture, migrations in step with entities', 'node_modules/vitest/vitest.mjs', 'run', 'test/architecture'],
];
const failed = steps.filter(([name, file, ...parameters]) => {
  console.log(`— ${name}`);
  return spawnSync(process.execPath, [join(root, file), ...parameters], { stdio: 'inherit', cwd: root }).status !== 0;
});
if (failed.length > 0) console.error(`failed: ${failed.map(([name]) => name).join('; ')}`);
process.exit(failed.length === 0 ? 0 : 1);
