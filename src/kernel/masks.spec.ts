import { describe, expect, it } from 'vitest';
import { maskAddress, maskBankAccount, maskIdNumber, maskMobile, maskName } from './masks.js';

describe('maskName', () => {
  it.each([
    ['张三', '张*'],
    ['欧阳小明', '欧***'],
    ['王', '*'],
    ['𠮷野家', '𠮷**'],
    ['', ''],
  ])('%j is %j', (name, expected) => expect(maskName(name)).toBe(expected));
});

describe('maskIdNumber', () => {
  it.each([
    ['32058419760315123X', '320***********123X'],
    ['320584760315123', '320********5123'],
    ['H12345678', 'H******78'],
    ['12345678', '1*****78'],
    ['12345', '*****'],
    ['', ''],
  ])('%j is %j', (number, expected) => expect(maskIdNumber(number)).toBe(expected));
});

describe('maskMobile', () => {
  it.each([
    ['13800000001', '138****0001'],
    ['63421234', '6*****34'],
    ['12345', '*****'],
  ])('%j is %j', (number, expected) => expect(maskMobile(number)).toBe(expected));
});

describe('maskBankAccount', () => {
  it.each([
    ['6222021102000000011', '6222 **** **** 0011'],
    ['6225880000000050', '6225 **** **** 0050'],
    ['123456789012', '1234 **** **** 9012'],
    ['12345678', '**** 78'],
    ['1234', '**** **'],
  ])('%j is %j', (number, expected) => expect(maskBankAccount(number)).toBe(expected));
});

describe('maskAddress', () => {
  it.each([
    ['江苏省苏州市吴江市松陵镇流虹路1号', '江苏省苏州市吴江市松陵镇***'],
    ['江苏省苏州市吴江区盛泽镇舜湖西路22号', '江苏省苏州市吴江区盛泽镇***'],
    ['吴江市松陵镇流虹路小区3幢', '吴江市松陵镇***'],
    ['苏州市平江区观前街道某某弄3号', '苏州市平江区观前街道***'],
    ['昆山市周市镇青阳路8号', '昆山市周市镇***'],
    ['张家港市杨舍镇赵庄村5组', '张家港市杨舍镇***'],
    ['江苏省镇江市丹徒区谷阳镇人民路2号', '江苏省镇江市丹徒区谷阳镇***'],
    ['浙江省宁波市镇海区招宝山街道5号', '浙江省宁波市镇海区招宝山街道***'],
    ['内蒙古自治区呼伦贝尔市海拉尔区哈克镇3号', '内蒙古自治区呼伦贝尔市海拉尔区哈克镇***'],
    ['苏州市吴中区东吴北路100号', '苏州市吴中区***'],
    ['吴江市松陵镇', '吴江市松陵镇'],
    ['流虹路12号3幢', '***'],
    ['12号', '***'],
    ['', ''],
  ])('%s is %s', (address, expected) => expect(maskAddress(address)).toBe(expected));
});
