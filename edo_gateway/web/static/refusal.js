// Why a signature was not made, in words for the person. `stops` ends a run over many documents.
export class Refusal extends Error {
  constructor(sentence, { stops = false } = {}) {
    super(sentence);
    this.stops = stops;
  }
}

const KNOWN = {
  "8010006E": ["Вы отменили подпись. Документ не изменился.", true],
  "800704C7": ["Вы отменили подпись. Документ не изменился.", true],
  "8010006B": ["Неверный ПИН-код. Попробуйте ещё раз; после нескольких ошибок токен заблокируется.", true],
  "8010006C": ["ПИН-код заблокирован. Разблокируйте токен его программой или обратитесь к тому, кто его выдал.", true],
  "80090016": ["Ключ не найден: вставьте токен, на котором он хранится, и повторите.", true],
  "8009000D": ["Ключ не найден: вставьте токен, на котором он хранится, и повторите.", true],
  "8007065B": ["Закончилась лицензия КриптоПро CSP на этом компьютере.", true],
};

// Plug-ins put the Windows code of an error into its message; Рутокен rejects with a number of its own.
export function told(error, plugin) {
  if (error instanceof Refusal) return error;
  const message = String(error?.message ?? error ?? "");
  const code = /0x([0-9a-f]{8})/i.exec(message)?.[1].toUpperCase();
  const [sentence, stops] = KNOWN[code] ?? [`Подпись не получена. ${plugin} сообщает: ${message || "неизвестная ошибка"}`, false];
  return new Refusal(sentence, { stops });
}
