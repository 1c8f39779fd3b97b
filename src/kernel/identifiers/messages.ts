/** A sentence for the person at the keyboard, in both languages; it says what to do. */
export interface IdentifierMessage {
  readonly zh: string;
  readonly en: string;
}

/** Every code that a check in this folder can answer, with its sentence. The codes are stable, the sentences may be polished. */
export const identifierMessages = {
  id_number_characters: {
    zh: '身份证号码只能由数字组成，末位可为X；请对照证件重新输入（注意字母O与数字0）。',
    en: 'An ID number has digits only, with X allowed at the end. Type it again from the card (mind the letter O and the digit 0).',
  },
  id_number_length: {
    zh: '身份证号码应为18位；请对照证件补全或删去多余的字符。',
    en: 'An ID number has 18 characters. Compare it with the card and complete or shorten it.',
  },
  id_number_legacy: {
    zh: '这是15位旧号码；请改填现行身份证上的18位号码，旧号码只在批量导入时接受。',
    en: 'This is an old 15-digit number. Enter the 18-character number of the present card; old ones are taken in imports only.',
  },
  id_number_other_document: {
    zh: '这是往来内地（大陆）通行证号码，不是身份证号码；请把证件类型改为通行证。',
    en: 'This is the number of a travel permit, not an ID number. Change the document type to travel permit.',
  },
  id_number_region: {
    zh: '号码开头的地区代码不存在；请核对前六位（港澳台居住证应为810000、820000或830000）。',
    en: 'The region at the start of the number does not exist. Check the first six digits (residence permits have 810000, 820000 or 830000).',
  },
  id_number_birth_date: {
    zh: '号码第7至14位不是真实的日期；请核对出生日期。',
    en: 'Characters 7 to 14 are not a real date. Check the date of birth.',
  },
  id_number_birth_in_future: {
    zh: '号码中的出生日期晚于今天；请核对出生日期。',
    en: 'The date of birth in the number lies in the future. Check it.',
  },
  id_number_birth_too_early: {
    zh: '号码中的出生年份早于1880年；请核对出生日期。',
    en: 'The year of birth in the number is before 1880. Check it.',
  },
  id_number_sequence: {
    zh: '号码第15至17位的顺序码不能为000；请对照证件重新输入。',
    en: 'The sequence in characters 15 to 17 cannot be 000. Type the number again from the card.',
  },
  id_number_check_digit: {
    zh: '身份证号码的校验位不符；请检查是否有数字输错或顺序颠倒。',
    en: 'The check digit does not agree. Look for a wrong digit or two digits in the wrong order.',
  },
  id_number_legacy_length: {
    zh: '旧身份证号码应为15位；请对照证件补全或删去多余的字符。',
    en: 'An old ID number has 15 digits. Compare it with the card and complete or shorten it.',
  },
  id_number_legacy_characters: {
    zh: '15位旧身份证号码只能是数字；请对照证件重新输入。',
    en: 'An old 15-digit ID number has digits only. Type it again from the card.',
  },
  id_number_legacy_century: {
    zh: '顺序码996至999的15位旧号码属于百岁老人，无法推定世纪；请改填现行身份证上的18位号码。',
    en: 'Old numbers ending in 996 to 999 were for people over a hundred, so the century is not certain. Enter the 18-character number.',
  },
  uscc_characters: {
    zh: '统一社会信用代码只能由数字和大写字母（不含I、O、S、V、Z）组成，第3至8位为数字；请对照证书重新输入。',
    en: 'A unified social credit code has digits and capital letters other than I, O, S, V and Z, with digits in 3 to 8. Type it again from the certificate.',
  },
  uscc_length: {
    zh: '统一社会信用代码应为18位；请对照证书补全或删去多余的字符。',
    en: 'A unified social credit code has 18 characters. Compare it with the certificate and complete or shorten it.',
  },
  uscc_organization_code: {
    zh: '代码第9至17位的组织机构代码校验不符；请对照证书核对这九位。',
    en: 'The organization code in characters 9 to 17 does not agree with its own check character. Compare these nine with the certificate.',
  },
  uscc_check_character: {
    zh: '统一社会信用代码的校验位不符；请检查是否有字符输错或顺序颠倒。',
    en: 'The check character does not agree. Look for a wrong character or two in the wrong order.',
  },
  organization_code_characters: {
    zh: '组织机构代码应为9位数字和大写字母，末位为数字或X；请对照证书重新输入。',
    en: 'An organization code has nine digits and capital letters and ends in a digit or X. Type it again from the certificate.',
  },
  organization_code_check_character: {
    zh: '组织机构代码的校验位不符；请对照证书重新输入。',
    en: 'The check character of the organization code does not agree. Type it again from the certificate.',
  },
  mobile_characters: {
    zh: '手机号码只能是数字；请去掉国家代码、空格和字母后重新输入。',
    en: 'A mobile number has digits only. Take out the country code, spaces and letters.',
  },
  mobile_length: {
    zh: '手机号码应为11位；请核对后补全或删去多余的数字。',
    en: 'A mobile number has 11 digits. Complete or shorten it.',
  },
  mobile_prefix: {
    zh: '手机号码应以13至19开头；请核对号码，固定电话请填在固定电话栏。',
    en: 'A mobile number begins with 13 to 19. Check it, or enter a landline in its own field.',
  },
  bank_card_characters: {
    zh: '银行卡号只能是数字；请去掉空格和字母后重新输入。',
    en: 'A card number has digits only. Take out spaces and letters.',
  },
  bank_card_length: {
    zh: '银行卡号应为16至19位；请对照卡面补全或删去多余的数字。',
    en: 'A card number has 16 to 19 digits. Compare it with the card and complete or shorten it.',
  },
  bank_card_leading_zero: {
    zh: '银行卡号不以0开头；请对照卡面重新输入。',
    en: 'A card number does not begin with 0. Type it again from the card.',
  },
  bank_card_check_digit: {
    zh: '银行卡号的校验位不符；请检查是否有数字输错或顺序颠倒。',
    en: 'The check digit of the card number does not agree. Look for a wrong digit or two in the wrong order.',
  },
  bank_account_characters: {
    zh: '银行账号只能是数字；请去掉空格和字母后重新输入。',
    en: 'An account number has digits only. Take out spaces and letters.',
  },
  bank_account_length: {
    zh: '银行账号应为8至32位；请对照存折或开户资料核对。',
    en: 'An account number has 8 to 32 digits. Compare it with the passbook or the bank\'s papers.',
  },
  bank_account_check_digit: {
    zh: '账号未通过校验位检查，部分存折账号属正常情况；请对照存折再核对一遍。',
    en: 'The account number fails the check digit, as some passbook accounts do. Compare it with the passbook once more.',
  },
  text_nul: {
    zh: '文字中含有空字符；请删去后重新输入。',
    en: 'The text contains a NUL character. Take it out.',
  },
  text_lone_surrogate: {
    zh: '文字中有残缺的字符；请删去后重新输入该字。',
    en: 'The text contains half a character. Delete it and type the character again.',
  },
  text_control_character: {
    zh: '文字中含有看不见的控制字符；请手工重新输入，不要粘贴。',
    en: 'The text contains invisible control characters. Type it by hand instead of pasting it.',
  },
} as const satisfies Record<string, IdentifierMessage>;

/** The code of one failed check. */
export type IdentifierCode = keyof typeof identifierMessages;
