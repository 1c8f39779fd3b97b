import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A node of the union tree. `path` is the codes from the root down, each ended by a dot. */
@Entity('organizations')
export class Organization {
  @PrimaryColumn('uuid') id!: string;
  @Column({ type: 'text', unique: true, collation: 'C' }) path!: string;
  @Column('uuid', { name: 'parent_id', nullable: true }) parentId!: string | null;
  @Column('text') code!: string;
  @Column('text', { name: 'name_zh' }) nameZh!: string;
  @Column('text') level!: string;
  @Column('text', { name: 'division_code', nullable: true }) divisionCode!: string | null;
  @Column('text', { nullable: true, unique: true }) uscc!: string | null;
  @Column('date', { name: 'valid_from' }) validFrom!: string;
  @Column('date', { name: 'valid_to', nullable: true }) validTo!: string | null;
  @Column('uuid', { name: 'successor_id', nullable: true }) successorId!: string | null;
  @Column('integer', { default: 1 }) version!: number;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
}
