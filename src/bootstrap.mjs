// Runs every command of package.json in a fresh clone: it installs what is missing, compiles what has changed, then starts.
// Plain JavaScript without imports beyond Node's own, because nothing may be installed yet.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = resolve(import.meta.dirname, '..');
const sources = ['src', 'migrations', 'seeds', 'package-lock.json', '.swcrc'];
const stamp = join(root, 'dist', '.compiled');

const [command, ...given] = process.argv.slice(2);
const programs = { start: 'main.js', worker: 'worker.js', demo: 'demo.js', proof: 'proof.js' };
const tools = { test: ['vitest', 'run'], check: ['check'] };

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) stop(`需要 Node 20.19 或更高版本，当前是 ${process.versions.node} (Node 20.19 or newer is needed).`);
process.chdir(root);
install();
if (Object.hasOwn(programs, command ?? '')) {
  compile();
  // In this very process: whoever ends it ends the program, by whatever signal.
  process.setSourceMapsEnabled(true);
  process.argv.splice(1, 2, join(root, 'dist', 'src', programs[command]));
  await import(pathToFileURL(process.argv[1]).href);
} else if (Object.hasOwn(tools, command ?? '')) {
  compile();
  const [name, ...parameters] = tools[command];
  process.exit(spawnSync(process.execPath, [tool(name), ...parameters, ...given], { stdio: 'inherit' }).status ?? 1);
} else {
  stop(`命令 (commands): ${[...Object.keys(programs), ...Object.keys(tools)].join(', ')}`);
}

function install() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  const complete = existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs;
  if (complete || (existsSync(installed) && sameVersions(installed))) return;
  console.log('正在安装依赖，第一次约一分钟 (installing what is missing, about a minute the first time) …');
  const npm = process.env.npm_execpath;
  const [executable, ...prefix] = npm ? [process.execPath, npm] : ['npm'];
  const result = spawnSync(executable, [...prefix, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (result.status !== 0) stop('安装失败，请检查网络后再试 (npm ci failed; check the network and try again).');
}

/** A checkout or a copy gives files new times; what counts is that every locked package stands there in its version. */
function sameVersions(installed) {
  const there = JSON.parse(readFileSync(installed, 'utf8')).packages;
  const locked = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(locked).every(([place, entry]) => place === '' || entry.optional || there[place]?.version === entry.version);
}

function compile() {
  const newest = Math.max(...sources.map((path) => newestIn(join(root, path))));
  if (existsSync(stamp) && Number(readFileSync(stamp, 'utf8')) === newest) return;
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  const result = spawnSync(process.execPath, [tool('swc'), 'src', 'migrations', 'seeds', '--out-dir', 'dist', '--copy-files', '--quiet',
    '--ignore', '**/*.spec.ts,**/*.fixture.ts'], { stdio: 'inherit' });
  if (result.status !== 0) stop('编译失败 (the sources do not compile).');
  writeFileSync(stamp, String(newest));
}

function newestIn(path) {
  const entry = statSync(path);
  if (!entry.isDirectory()) return entry.mtimeMs;
  return Math.max(entry.mtimeMs, ...readdirSync(path).map((name) => newestIn(join(path, name))));
}

function tool(name) {
  const places = { vitest: 'node_modules/vitest/vitest.mjs', swc: 'node_modules/@swc/cli/bin/swc.js', check: 'test/check.mjs' };
  return join(root, places[name]);
}

function stop(sentence) {
  console.error(sentence);
  process.exit(1);
}
