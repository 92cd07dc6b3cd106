/**
 * Whether a password is one of those that are tried first: a word or a row of keys of the lists below, repeated, followed or led by digits and
 * signs, or written backwards; one sign over and over; a row of digits or letters. Only what can have ten characters or more matters.
 */
export function isCommonPassword(password: string): boolean {
  const typed = password.toLowerCase().normalize('NFKC');
  if (new Set(typed).size < 4 || isRow(typed)) return true;
  return [typed, [...typed].toReversed().join('')].some(text => whole.has(text) || isMadeOfWords(text));
}

/** Nothing but words of the list with digits and signs around them. */
function isMadeOfWords(text: string): boolean {
  const core = text.replace(/^[\d\s!-/:-@[-`{-~]+|[\d\s!-/:-@[-`{-~]+$/g, '');
  if (core.length < 4) return text.length < 16;
  return [core, unleet(core)].some(word => {
    const half = word.slice(0, word.length / 2);
    return words.has(word) ? text.length < word.length + 8 : word === half + half && words.has(half);
  });
}

/** "1234567890", "abcdefghij", "9876543210" and parts of rows of keys, in any order of the rows. */
function isRow(text: string): boolean {
  const rest = rows.reduce((left, row) => left.replaceAll(row, ''), text);
  if (rest.length < 3) return true;
  const codes = [...text].map(letter => letter.codePointAt(0) ?? 0);
  const steps = codes.slice(1).map((code, i) => code - (codes[i] ?? 0));
  return steps.filter(step => step === steps[0]).length >= steps.length - 1 && Math.abs(steps[0] ?? 0) < 3;
}

/** "p@ssw0rd" is "password". */
function unleet(text: string): string {
  const letters: Record<string, string> = {
    '@': 'a',
    '4': 'a',
    '3': 'e',
    '1': 'i',
    '!': 'i',
    '0': 'o',
    $: 's',
    '5': 's',
    '7': 't',
  };
  return text.replace(/[@431!0$57]/g, sign => letters[sign] ?? sign);
}

const rows = [
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'poiuytrewq',
  'lkjhgfdsa',
  'mnbvcxz',
  'qwertyui',
  'asdfgh',
  'qwerty',
  'zxcvbn',
  'йцукенгшщзхъ',
  'фывапролджэ',
  'ячсмитьбю',
  'йцукенгшщз',
  'фывапролдж',
  'йцукенг',
  'йцукен',
  'фывапро',
  'фывапр',
  'ячсмить',
  '1234567890',
  '0123456789',
  '0987654321',
  '123456789',
  '12345678',
  '1234567',
  '123456',
  '654321',
  '12345',
  '123321',
  '1234',
  '4321',
  '1q2w3e4r5t6y7u8i9o0p',
  '1q2w3e4r5t6y',
  '1q2w3e4r5t',
  '1q2w3e4r',
  '1qaz2wsx3edc4rfv',
  '1qaz2wsx3edc',
  '1qaz2wsx',
  'qazwsxedcrfv',
  'qazwsxedc',
  'qazwsx',
  'qweasdzxc',
  'qweasd',
  'йфяцычувс',
];

const listed = (text: string): Set<string> => new Set(text.trim().split(/\s+/));

/** Those of the published lists of leaked passwords with ten characters and more that no rule above finds. */
const whole = listed(`
  q1w2e3r4t5 q1w2e3r4t5y6 1a2b3c4d5e a1b2c3d4e5 zaq12wsx3edc zaq1xsw2cde3 qwe123asd456 qwerty12345 correcthorsebatterystaple
  passw0rd12 iloveyou12 trustno1trustno1 letmeinnow letmeinplease changeme123 changemenow welcome123 welcome1234 password01
  administrator superadmin1 rootroot12 testtest12 guestguest qwertyqwerty asdfasdfasdf 147258369 1472583690 159357159357 789456123 7894561230
  741852963 7418529630 963852741 1029384756 5647382910 9876543211 q2w3e4r5t6 zxcvbnm123 asdfghjkl1 monkey12345 dragon12345 fuckyou123
  princess12 football12 baseball12 superman12 michael123 jordan2323 liverpool1 chelsea123 starwars12 pokemon123 whatever12 computer12
  internet12 samsung123 blink182blink blahblahblah hello12345 helloworld helloworld1 mypassword mypassword1 yourpassword thepassword
  nopassword adminadmin adminadmin1 useruser12 secret1234 masterkey1 sunshine12 shadow1234 cookie1234 charlie123 ashley1234 bailey1234
  privetprivet parolparol parol12345 gfhjkmgfhjkm ghbdtnghbdtn пароль12345 парольпароль приветпривет привет12345 любовь12345
  нетпароля мойпароль мойпароль1 вашпароль секретный ячсмитьбю1
`);

const words = listed(`
  password passwort passwords parol parolparol gfhjkm gfhjkmgfhjkm пароль zfgfhjkm admin administrator root user guest test testing demo owner
  manager director office secret private master login signin account access welcome letmein changeme default temporary temp system server
  security computer internet windows samsung iphone android google facebook telegram vkontakte yandex kartoteka картотека telegrambot
  qwerty qwertyu qwertyui qwertyuiop asdf asdfg asdfgh asdfghjkl zxcv zxcvbn zxcvbnm qazwsx йцукен йцукенг фывапролдж
  iloveyou loveyou lovely love princess sunshine football baseball basketball hockey superman batman spiderman pokemon starwars dragon
  monkey tiger panther eagle shadow ninja killer hunter soccer summer winter spring autumn monday friday january february october november
  december september july august michael jennifer jessica charlie jordan daniel robert thomas andrew joshua matthew alexander alexandr
  nicole ashley amanda maria marina natasha nastya svetlana tatyana ekaterina olga irina elena anna sergey dmitriy andrey aleksandr
  vladimir nikolay maksim zenit spartak lokomotiv moscow moskva russia rossiya ukraine liverpool chelsea barcelona arsenal juventus
  whatever freedom forever nothing hello helloworld goodbye privet ghbdtn привет здравствуй любовь люблю люблютебя солнышко зайка котик
  наташа настя марина светлана татьяна екатерина ольга ирина елена анна сергей дмитрий андрей александр владимир максим москва россия
  зенит спартак лето зима весна осень секрет админ директор офис компьютер интернет доступ вход
`);
