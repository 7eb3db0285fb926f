"""The surnames most common in Germany: for texts in lower case, and trades that are names."""

from analysis.text import key

NAMES = """
Ackermann Ahmad Albrecht Ali Arnold Arslan Aslan Aydin Aydın Bauer Baumann Beck Becker Bender
Berger Bergmann Bock Brandt Braun Breuer Brinkmann Bruns Busch Bäcker Böhm Bühler Celik Demir
Dietrich Doğan Engel Ernst Esser Fischer Frank Franke Frey Friedrich Fuchs Fuhrmann Förster Graf
Groß Gärtner Günther Haas Haddad Hahn Hansen Hartmann Hassan Hauser Hein Heinen Heinrich Hermann
Herrmann Hesse Hoffmann Hofmann Horn Horvat Huber Hussein Hübner Ibrahim Ivanov Jansen Janssen
Jung Jäger Kaiser Kara Kaufmann Kaya Keller Kern Khalil Klein Koch Konrad Kovač Kowalczyk Kowalski
Koç Kramer Kraus Krause Krebs Kremer Krämer Krüger Kuhn Kunz Kurt Kurz Köhler König Körfer Kühn
Küpper Küppers Kılıç Lang Lange Langer Lehmann Lindner Lorenz Ludwig Lutz Maier Martin Marx Maurer
Mayer Meier Metzger Meyer Mueller Möller Müller Nagel Naumann Neumann Nguyen Noack Nolte Novak
Nowak Oeztuerk Omar Otto Paulsen Peters Petersen Petrov Pfeiffer Pohl Polat Popov Reuter Richter
Riedel Ritter Rogge Roth Said Sander Sauer Schade Schick Schlüter Schmid Schmidt Schmitt Schmitz
Schneider Scholz Schreiber Schröder Schubert Schultz Schulz Schulze Schumacher Schuster Schwarz
Schäfer Schütz Seidel Seifert Simon Sommer Stark Stein Steiner Thiel Thomas Töpfer Vogel Vogt
Voigt Wagner Walter Weber Weise Weiß Werner Winkler Winter Wirth Wirtz Wiśniewski Wolf Wolff
Yildiz Yilmaz Yıldız Yılmaz Ziegler Zimmer Zimmermann Çelik Özdemir Özkan Öztürk Şahin Şimşek
"""
SURNAMES = frozenset(key(name) for name in NAMES.split())
