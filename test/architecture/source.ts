import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix, relative, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');

/** A source file with the files and packages that it imports. */
export interface SourceFile {
  /** From the top of the project, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly packages: readonly string[];
  /** Imported files of the project; `typeOnly` imports leave no trace at run time. */
  readonly files: readonly { readonly path: string; readonly typeOnly: boolean }[];
}

/** Every TypeScript file below a folder, specs and their fixtures left out. */
export function sourceFiles(folder: string): SourceFile[] {
  return filesBelow(join(root, folder))
    .filter((path) => path.endsWith('.ts') && !/\.(spec|fixture)\.ts$/.test(path) && !path.endsWith('.d.ts'))
    .map((path) => read(relative(root, path).replaceAll('\\', '/')));
}

function filesBelow(path: string): string[] {
  return statSync(path).isDirectory() ? readdirSync(path).flatMap((name) => filesBelow(join(path, name))) : [path];
}

const importPattern = /^\s*(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]/gm;

function read(path: string): SourceFile {
  const text = readFileSync(join(root, path), 'utf8');
  const found = [...text.matchAll(importPattern)].map((match) => ({ typeOnly: Boolean(match[1]), name: match[2] ?? '' }));
  return {
    path,
    text,
    packages: found.filter(({ name }) => !name.startsWith('.')).map(({ name }) => name),
    files: found.filter(({ name }) => name.startsWith('.'))
      .map(({ name, typeOnly }) => ({ path: posix.join(dirname(path), name).replace(/\.js$/, '.ts'), typeOnly })),
  };
}

/** The module of a file below src/modules, or undefined. */
export function moduleOf(path: string): string | undefined {
  return /^src\/modules\/([^/]+)\//.exec(path)?.[1];
}

const moduleRanks: Record<string, number> = {
  organizations: 2, identity: 3, people: 3,
  funds: 4, reviews: 4, 'follow-ups': 4, campaigns: 4,
  payments: 5, 'aid-records': 5,
  'mutual-aid': 6, hardship: 6, sponsorship: 6, placement: 6, visits: 6, counselling: 6, 'rights-reports': 6, activities: 6,
  summaries: 7, privacy: 7,
};

/** The rank of a file of src; an import goes only to the same rank within a module, or to a lower one. */
export function rankOf(path: string): number {
  if (path.startsWith('src/kernel/')) return 0;
  if (path.startsWith('src/config/') || path.startsWith('src/platform/')) return 1;
  const module = moduleOf(path);
  if (module === undefined) return 8;
  const rank = moduleRanks[module];
  if (rank === undefined) throw new Error(`${module} has no rank`);
  return rank;
}
