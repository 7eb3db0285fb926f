"""What a respondent is told about an answer, in the eight languages of respondents' pages."""

from typing import Final

from questionnaires.questionnaire import FALLBACK_LANGUAGE, text

MESSAGES: Final[dict[str, dict[str, str]]] = {
    "required": {
        "de": "Bitte beantworten Sie diese Frage.",
        "de-x-leicht": "Diese Frage ist wichtig. Bitte geben Sie eine Antwort.",
        "en": "Please answer this question.",
        "tr": "Lütfen bu soruyu yanıtlayın.",
        "uk": "Будь ласка, дайте відповідь на це запитання.",
        "ru": "Пожалуйста, ответьте на этот вопрос.",
        "ar": "يُرجى الإجابة عن هذا السؤال.",
        "pl": "Prosimy odpowiedzieć na to pytanie.",
    },
    "acknowledge": {
        "de": "Bitte setzen Sie hier ein Häkchen, wenn Sie einverstanden sind.",
        "de-x-leicht": "Sind Sie einverstanden? Dann machen Sie hier bitte ein Häkchen.",
        "en": "Please tick the box if you agree.",
        "tr": "Kabul ediyorsanız lütfen kutuyu işaretleyin.",
        "uk": "Якщо ви згодні, поставте, будь ласка, позначку.",
        "ru": "Если вы согласны, пожалуйста, поставьте отметку.",
        "ar": "إذا كنتم موافقين، يُرجى وضع علامة في المربّع.",
        "pl": "Jeśli się Państwo zgadzają, prosimy zaznaczyć to pole.",
    },
    "too_long": {
        "de": "Ihr Text hat {length} Zeichen, möglich sind höchstens {maximum}. "
        "Bitte kürzen Sie ihn.",
        "de-x-leicht": "Ihr Text ist zu lang. Ihr Text hat {length} Zeichen. "
        "Es dürfen höchstens {maximum} Zeichen sein. Bitte kürzen Sie den Text.",
        "en": "Your text has {length} characters; the limit is {maximum}. Please shorten it.",
        "tr": "Metniniz {length} karakter uzunluğunda; en fazla {maximum} karakter olabilir. "
        "Lütfen kısaltın.",
        "uk": "Кількість символів у вашому тексті: {length}, дозволено не більше ніж {maximum}. "
        "Будь ласка, скоротіть його.",
        "ru": "Количество символов в вашем тексте: {length}, допускается не больше {maximum}. "
        "Пожалуйста, сократите его.",
        "ar": "عدد أحرف النص: {length}، والحد الأقصى: {maximum}. يُرجى اختصار النص.",
        "pl": "Liczba znaków w tekście: {length}, dozwolone maksimum: {maximum}. "
        "Prosimy skrócić tekst.",
    },
    "not_whole": {
        "de": "Bitte geben Sie nur eine ganze Zahl ein, zum Beispiel 12.",
        "de-x-leicht": "Bitte schreiben Sie nur eine Zahl ohne Komma. Zum Beispiel: 12",
        "en": "Please enter a whole number only, for example 12.",
        "tr": "Lütfen yalnızca bir tam sayı girin, örneğin 12.",
        "uk": "Будь ласка, введіть лише ціле число, наприклад 12.",
        "ru": "Пожалуйста, введите только целое число, например 12.",
        "ar": "يُرجى إدخال عدد صحيح فقط، مثلًا 12.",
        "pl": "Prosimy wpisać tylko liczbę całkowitą, na przykład 12.",
    },
    "not_number": {
        "de": "Bitte geben Sie nur eine Zahl ein, zum Beispiel 12,5.",
        "de-x-leicht": "Bitte schreiben Sie nur eine Zahl. Zum Beispiel: 12,5",
        "en": "Please enter a number only, for example 12.5.",
        "tr": "Lütfen yalnızca bir sayı girin, örneğin 12,5.",
        "uk": "Будь ласка, введіть лише число, наприклад 12,5.",
        "ru": "Пожалуйста, введите только число, например 12,5.",
        "ar": "يُرجى إدخال رقم فقط، مثلًا 12٫5.",
        "pl": "Prosimy wpisać tylko liczbę, na przykład 12,5.",
    },
    "ambiguous": {
        "de": "„{typed}“ kann zweierlei bedeuten. Bitte schreiben Sie {first} oder {second}.",
        "de-x-leicht": "Die Zahl „{typed}“ ist nicht klar. "
        "Bitte schreiben Sie {first} oder {second}.",
        "en": "“{typed}” can mean two things. Please write {first} or {second}.",
        "tr": "“{typed}” iki anlama gelebilir. Lütfen {first} veya {second} yazın.",
        "uk": "«{typed}» можна зрозуміти двояко. Будь ласка, напишіть {first} або {second}.",
        "ru": "«{typed}» можно понять двояко. Пожалуйста, напишите {first} или {second}.",
        "ar": "«{typed}» يحتمل معنيين. يُرجى كتابة {first} أو {second}.",
        "pl": "„{typed}” można rozumieć na dwa sposoby. Prosimy wpisać {first} albo {second}.",
    },
    "too_large": {
        "de": "Diese Zahl hat zu viele Stellen. Bitte prüfen Sie Ihre Eingabe.",
        "de-x-leicht": "Diese Zahl ist zu lang. Bitte prüfen Sie die Zahl.",
        "en": "This number has too many digits. Please check what you entered.",
        "tr": "Bu sayının çok fazla basamağı var. Lütfen girdiğiniz sayıyı kontrol edin.",
        "uk": "У цьому числі забагато цифр. Будь ласка, перевірте його.",
        "ru": "В этом числе слишком много цифр. Пожалуйста, проверьте его.",
        "ar": "هذا الرقم طويل جدًا. يُرجى التحقق مما أدخلتموه.",
        "pl": "Ta liczba ma za dużo cyfr. Prosimy ją sprawdzić.",
    },
    "not_date": {
        "de": "Bitte geben Sie ein Datum mit Tag, Monat und Jahr ein, zum Beispiel 31.12.2026.",
        "de-x-leicht": "Bitte schreiben Sie ein Datum. Zum Beispiel: 31.12.2026",
        "en": "Please enter a date as day, month and year, for example 31.12.2026.",
        "tr": "Lütfen tarihi gün, ay ve yıl olarak girin, örneğin 31.12.2026.",
        "uk": "Будь ласка, введіть дату: день, місяць і рік, наприклад 31.12.2026.",
        "ru": "Пожалуйста, введите дату: день, месяц и год, например 31.12.2026.",
        "ar": "يُرجى إدخال التاريخ باليوم والشهر والسنة، مثلًا 31.12.2026.",
        "pl": "Prosimy wpisać datę: dzień, miesiąc i rok, na przykład 31.12.2026.",
    },
    "one_answer": {
        "de": "Bitte geben Sie hier nur eine Antwort.",
        "de-x-leicht": "Bitte geben Sie hier nur eine Antwort.",
        "en": "Please give only one answer here.",
        "tr": "Lütfen burada yalnızca bir yanıt verin.",
        "uk": "Будь ласка, дайте тут лише одну відповідь.",
        "ru": "Пожалуйста, дайте здесь только один ответ.",
        "ar": "يُرجى تقديم إجابة واحدة فقط هنا.",
        "pl": "Prosimy podać tutaj tylko jedną odpowiedź.",
    },
    "not_offered": {
        "de": "Diese Antwort steht nicht zur Auswahl. "
        "Bitte wählen Sie aus den angebotenen Antworten.",
        "de-x-leicht": "Diese Antwort gibt es hier nicht. "
        "Bitte wählen Sie eine Antwort aus der Liste.",
        "en": "This answer is not available. Please choose from the answers offered.",
        "tr": "Bu yanıt seçenekler arasında yok. Lütfen sunulan yanıtlardan seçin.",
        "uk": "Такої відповіді немає в списку. Будь ласка, виберіть із запропонованих відповідей.",
        "ru": "Такого ответа нет в списке. Пожалуйста, выберите из предложенных ответов.",
        "ar": "هذه الإجابة غير متاحة. يُرجى الاختيار من الإجابات المعروضة.",
        "pl": "Tej odpowiedzi nie ma na liście. Prosimy wybrać spośród podanych odpowiedzi.",
    },
    "constraint": {
        "de": "Diese Antwort passt nicht zur Frage. Bitte prüfen Sie Ihre Eingabe.",
        "de-x-leicht": "Diese Antwort passt nicht zur Frage. Bitte prüfen Sie Ihre Antwort.",
        "en": "This answer does not fit the question. Please check what you entered.",
        "tr": "Bu yanıt soruya uymuyor. Lütfen yanıtınızı kontrol edin.",
        "uk": "Ця відповідь не відповідає запитанню. Будь ласка, перевірте її.",
        "ru": "Этот ответ не подходит к вопросу. Пожалуйста, проверьте его.",
        "ar": "هذه الإجابة لا تناسب السؤال. يُرجى التحقق مما أدخلتموه.",
        "pl": "Ta odpowiedź nie pasuje do pytania. Prosimy ją sprawdzić.",
    },
}

LANGUAGES: Final = tuple(MESSAGES["required"])


def sentence(key: str, language: str, **values: object) -> str:
    """The message in a language; a language without messages of its own gets German ones."""
    spoken = language if language.partition("-")[0] in MESSAGES[key] else FALLBACK_LANGUAGE
    return text(MESSAGES[key], spoken).format(**values)
