import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Which organization knows a person, and why: this decides who sees the person. */
@Entity('person_branches')
export class PersonBranchEntity {
  @PrimaryColumn('uuid', { name: 'person_id' })
  personId!: string;

  @PrimaryColumn('uuid', { name: 'organization_id' })
  organizationId!: string;

  @Column({ name: 'organization_path', type: 'text', collation: 'C' })
  organizationPath!: string;

  @Column('text')
  because!: string;

  @Column('date')
  since!: string;
}
