"""Title and introduction of the demo's consultation in the languages it is held in (unchecked)."""

from survey_service.domain.fieldwork.survey_drafts import Wording

WORDINGS = {
    "de-x-leicht": Wording(
        title="Ihre Meinung zu Ihrem Stadt-Teil",
        introduction=(
            "Was ist gut in Ihrem Stadt-Teil?\nWas soll sich ändern?\nWas würde Ihnen helfen?\n"
            "Ihre Antworten kommen in einen Bericht.\nDer Bericht heißt: Sozial-Bericht.\n"
            "Sie brauchen kein Konto.\nSie müssen Ihren Namen nicht sagen."
        ),
    ),
    "en": Wording(
        title="Have your say in your neighbourhood",
        introduction=(
            "What is good in your neighbourhood, what should change, what would help you? Your "
            "answers go into the city's social report. You need no account and give no name."
        ),
    ),
    "tr": Wording(
        title="Mahallenizde söz sizin",
        introduction=(
            "Mahallenizde iyi olan ne, ne değişmeli, size ne yardımcı olur? Cevaplarınız "
            "belediyenin sosyal raporunda yer alır. Hesap açmanız ve adınızı yazmanız gerekmez."
        ),
    ),
    "uk": Wording(
        title="Ваша думка про Ваш район",
        introduction=(
            "Що добре у Вашому районі, що має змінитися, що Вам допомогло б? Ваші відповіді "
            "увійдуть до соціального звіту міста. Обліковий запис та ім’я не потрібні."
        ),
    ),
    "ru": Wording(
        title="Ваше мнение о Вашем районе",
        introduction=(
            "Что хорошо в Вашем районе, что должно измениться, что помогло бы Вам? Ваши ответы "
            "войдут в социальный отчёт города. Учётная запись и имя не нужны."
        ),
    ),
    "ar": Wording(
        title="رأيكم في حيّكم",
        introduction=(
            "ما الجيد في حيّكم، وما الذي ينبغي أن يتغيّر، وما الذي قد يساعدكم؟ تدخل إجاباتكم في "
            "التقرير الاجتماعي للمدينة. لا تحتاجون إلى حساب ولا تذكرون اسمكم."
        ),
    ),
    "pl": Wording(
        title="Państwa zdanie o dzielnicy",
        introduction=(
            "Co jest dobre w Państwa dzielnicy, co powinno się zmienić, co by Państwu pomogło? "
            "Odpowiedzi trafią do raportu społecznego miasta. Nie trzeba mieć konta ani podawać "
            "nazwiska."
        ),
    ),
}
