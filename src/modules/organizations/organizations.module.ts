import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Organization } from './entities/organization.entity.js';
import { OrganizationsController } from './organizations.controller.js';
import { OrganizationQueries } from './organizations.queries.js';
import { OrganizationRepository } from './organizations.repository.js';
import { Organizations } from './public/organizations.js';
import { ChangeOrganization } from './use-cases/change-organization.js';
import { OpenOrganization } from './use-cases/open-organization.js';

/** The union tree. */
@Module({
  imports: [TypeOrmModule.forFeature([Organization])],
  controllers: [OrganizationsController],
  providers: [OrganizationQueries, OrganizationRepository, Organizations, OpenOrganization, ChangeOrganization],
  exports: [Organizations],
})
export class OrganizationsModule {}
