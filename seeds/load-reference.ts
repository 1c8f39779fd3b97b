import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { QueryRunner } from 'typeorm';
import { v5 as uuidFromName } from 'uuid';

const ORGANIZATION_NAMESPACE = '6f1c5b1e-2011-5a0e-9c3d-320500320584';
const folder = join(import.meta.dirname, 'reference');

interface OrganizationSeed {
  path: string;
  parentPath: string | null;
}

/** The id of a seeded organization: always the same for a path, so that loading twice adds nothing. */
export function seededOrganizationId(path: string): string {
  return uuidFromName(path, ORGANIZATION_NAMESPACE);
}

/**
 * Loads the reference data: organizations, divisions, working days, ICD-10 categories and illness catalogues.
 * Organizations that are there are left as they are, since people may have edited them; the rest follows the files.
 * @param runner the owner's connection, in a transaction
 */
export async function loadReferenceData(runner: QueryRunner): Promise<void> {
  const organizations = (await read<OrganizationSeed[]>('organizations.json')).map((seed) => ({
    ...seed,
    id: seededOrganizationId(seed.path),
    parentId: seed.parentPath === null ? null : seededOrganizationId(seed.parentPath),
  }));
  await runner.query(
    `INSERT INTO organizations (id, path, parent_id, code, name_zh, level, division_code, valid_from)
     SELECT id, path, "parentId", code, "nameZh", level, "divisionCode", "validFrom"
     FROM jsonb_to_recordset($1::jsonb) AS s(id uuid, path text, "parentId" uuid, code text, "nameZh" text, level text, "divisionCode" text, "validFrom" date)
     ORDER BY path ON CONFLICT DO NOTHING`, [JSON.stringify(organizations)]);
  await runner.query(
    `INSERT INTO divisions (code, name_zh, valid_from, valid_to, successor_code, verified)
     SELECT code, "nameZh", "validFrom", "validTo", "successorCode", coalesce(verified, false)
     FROM jsonb_to_recordset($1::jsonb) AS s(code text, "nameZh" text, "validFrom" date, "validTo" date, "successorCode" text, verified boolean)
     ON CONFLICT (code, valid_from) DO UPDATE SET name_zh = excluded.name_zh, valid_to = excluded.valid_to,
       successor_code = excluded.successor_code, verified = excluded.verified`, [JSON.stringify(await read('divisions.json'))]);
  await runner.query(
    `INSERT INTO working_days (day, working, name_zh, verified)
     SELECT date, working, "nameZh", verified FROM jsonb_to_recordset($1::jsonb) AS s(date date, working boolean, "nameZh" text, verified boolean)
     ON CONFLICT (day) DO UPDATE SET working = excluded.working, name_zh = excluded.name_zh, verified = excluded.verified`,
    [JSON.stringify(await read('working-days.json'))]);
  await loadIllnesses(runner);
}

async function loadIllnesses(runner: QueryRunner): Promise<void> {
  await runner.query(
    `INSERT INTO icd10_categories (range, verified)
     SELECT range, c.verified FROM jsonb_to_recordset($1::jsonb) AS c(categories jsonb, verified boolean), jsonb_array_elements_text(c.categories) AS range
     ON CONFLICT (range) DO UPDATE SET verified = excluded.verified`, [JSON.stringify(await read('icd10-chapters.json'))]);
  const catalogue = await read<{ code: string; nameZh: string }>('illness-catalogue.json');
  await runner.query(
    `INSERT INTO illness_catalogues (code, name_zh, content) VALUES ($1, $2, $3)
     ON CONFLICT (code) DO UPDATE SET name_zh = excluded.name_zh, content = excluded.content`,
    [catalogue.code, catalogue.nameZh, JSON.stringify(catalogue)]);
}

async function read<T>(file: string): Promise<T> {
  return JSON.parse(await readFile(join(folder, file), 'utf8')) as T;
}
