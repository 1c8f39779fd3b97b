import { defineRefusals } from '../../kernel/refusals.js';
import '../../platform/auth/access.refusals.js';
import '../../platform/database/versions.js';

/** What this module refuses, in order of precedence within each group. */
export const identityRefusals = defineRefusals({
  // whose request it is; `access.unauthenticated` comes first and stands in platform/auth
  'access.password_change_required': {
    kind: 'forbidden', zh: '请先修改密码，再使用其他功能', en: 'Change your password first; until then nothing else is open to you',
  },
  'access.branch_not_allowed': {
    kind: 'forbidden', zh: '没有这个组织，或您在该组织没有任何角色', en: 'There is no such organization, or you hold no role that reaches it',
  },
  // signing in
  'sessions.wrong_credentials': {
    kind: 'unauthenticated',
    zh: '用户名或密码不正确；连续失败多次后，账号会停用一段时间',
    en: 'The username or the password is wrong; after several failures an account is shut for a while',
  },
  // passwords
  'password.too_short': {
    kind: 'unprocessable', zh: '密码不得少于 {minimumLength} 个字符', en: 'A password has at least {minimumLength} characters',
  },
  'password.too_long': {
    kind: 'unprocessable', zh: '密码不得超过 {maximumLength} 个字符', en: 'A password has at most {maximumLength} characters',
  },
  'password.contains_username': {
    kind: 'unprocessable', zh: '密码中不得包含用户名', en: 'A password does not contain the username',
  },
  'password.too_common': {
    kind: 'unprocessable', zh: '这个密码过于常见，请另选一个', en: 'This password is too common; choose another',
  },
  'password.same_as_before': {
    kind: 'unprocessable', zh: '新密码不得与原密码相同', en: 'The new password must not be the old one',
  },
  'password.current_wrong': {
    kind: 'unprocessable',
    zh: '原密码不正确；连续失败多次后须等待一段时间再试',
    en: 'The current password is wrong; after several failures wait for a while',
  },
  // accounts and roles
  'accounts.not_found': {
    kind: 'not_found', zh: '没有这个账号，或不在您的管辖范围内', en: 'There is no such account, or it lies outside your branch',
  },
  'accounts.username_taken': {
    kind: 'conflict', zh: '用户名已被使用', en: 'The username is taken',
  },
  'accounts.own_account': {
    kind: 'forbidden', zh: '不能停用自己的账号或重置自己的密码，请由其他管理员操作', en: 'Nobody shuts their own account or resets their own password; another administrator does it',
  },
  'accounts.own_roles': {
    kind: 'forbidden', zh: '不能变更自己的角色，请由其他管理员操作', en: 'Nobody changes their own roles; another administrator does it',
  },
  'accounts.reaches_beyond': {
    kind: 'forbidden',
    zh: '该账号在您管辖范围之外持有角色，请由上级管理员恢复账号或重置密码',
    en: 'The account holds a role outside your branch; an administrator above must restore it or reset its password',
  },
  'accounts.role_not_found': {
    kind: 'not_found', zh: '该账号没有这个角色', en: 'The account does not have this role',
  },
  'accounts.role_ended': {
    kind: 'conflict', zh: '该角色已经终止', en: 'The role has ended already',
  },
  'accounts.role_dates_reversed': {
    kind: 'unprocessable', zh: '角色的终止日期不得早于起始日期', en: 'A role can not end before it begins',
  },
  'accounts.administrator_alone': {
    kind: 'unprocessable', zh: '管理员不得同时担任其他角色', en: 'An administrator holds no other role',
  },
  'accounts.role_already_given': {
    kind: 'conflict', zh: '该账号在此组织的同一期间已有这个角色', en: 'The account already has this role there in that time',
  },
});

export type IdentityRefusal = keyof typeof identityRefusals;
