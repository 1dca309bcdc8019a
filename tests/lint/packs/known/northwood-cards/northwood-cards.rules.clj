; Northwood FCU -- Visa program. Order = statement cycle. vl = vault line. Members first!

(defrule v-act
  "activate & verify: brand-new cards (a week or less since opening)"
  :when (and (= loan-status "Open") (<= status-loan-age 7))
  :then [(customer/validate-phone {:role "primary"}) (checklist/check {:checklist "Card" :items ["Activation call"]})]
  :once :never-again)

(defrule v-util-high
  "Member is using over 90 percent of the limit: watch."
  :when (let [used (- setup-credit-limit status-available-credit)]
          (and (= loan-status "Open") (> setup-credit-limit 0M) (> used (* 0.9M setup-credit-limit))))
  :then [(loan/set {:add-portfolios ["Watch"]})])

(defrule v-util-ok
  "utilization back down to 60 percent or lower"
  :when (let [used (- setup-credit-limit status-available-credit)]
          (and (= true (-> portfolio :2 :active)) (<= used (* 0.6M setup-credit-limit))))
  :then [(loan/set {:remove-portfolios ["Watch"]})])

(defrule v-over
  "over limit"
  :when (and (= loan-status "Open") (neg? status-available-credit) (< status-available-credit -25M))
  :then [(loan/set {:add-portfolios ["Overlimit"]})])

(defrule v-over-off
  :when (and (= true (-> portfolio :3 :active)) (>= status-available-credit 0M))
  :then [(loan/set {:remove-portfolios ["Overlimit"]})])

(defrule v-blk
  "Temp block, 11+ dpd"
  :when (and (= loan-sub-status "Active") (>= status-days-past-due 11))
  :then [(loan/set {:loan-sub-status "Blocked" :add-portfolios ["Block"]})]
  :examples [{:given {:loan-sub-status "Active" :status-days-past-due 11} :fires true}
             {:given {:loan-sub-status "Active" :status-days-past-due 10} :fires false}])

(defrule v-unblk
  "block lifted, < 11 dpd and less than one minimum payment outstanding"
  :when (and (= loan-sub-status "Blocked") (< status-days-past-due 11) (< status-amount-due next-period-amount))
  :then [(loan/set {:loan-sub-status "Active" :remove-portfolios ["Block"]})])

(defrule v-rev
  "privileges revoked"
  :when (and (= loan-sub-status "Blocked") (> status-days-past-due 60))
  :then [(loan/set {:loan-sub-status "Revoked" :autopay-status "suspend"})])

(defrule v-coll
  "60 days < dpd: to collections when $200 or more is at stake"
  :when (and (= loan-sub-status "Revoked") (< 60 status-days-past-due) (<= 200M status-principal-balance))
  :then [(loan/set {:add-portfolios ["Collections"]})])

(defrule v-coll-x
  "drop from collections below $200"
  :when (and (= true (-> portfolio :5 :active)) (> 200M status-principal-balance))
  :then [(loan/set {:remove-portfolios ["Collections"]})])

(defrule v-co
  "Charge off in the cycle after 180."
  :when (and (= loan-sub-status "Revoked") (> status-days-past-due 180) (> status-payoff 0M))
  :then [(credit/add {:type "Regular" :category "Charge-off" :charge-off true :amount {:base :payoff :plus 0M} :info "v-co" :date :current-date})
         (loan/set {:loan-status "Closed" :loan-sub-status "Charged Off" :credit-status "97"})]
  :examples [{:given {:loan-sub-status "Revoked" :status-days-past-due 181 :status-payoff 800M} :fires true}
             {:given {:loan-sub-status "Revoked" :status-days-past-due 180 :status-payoff 800M} :fires false}])

(defrule v-cli
  "Credit line increase: member since at least 12 months ago, FICO not below 720, no more than one 30-day late"
  :when (and (= loan-sub-status "Active") (>= status-loan-age 365)
             (some? (-> customer :primary :credit-score-average)) (>= (-> customer :primary :credit-score-average) 720)
             (<= status-24-dpd-30 1))
  :then [(loan/set {:add-portfolios ["Line Increase"]})])

(defrule v-cld
  "cut the line"
  :when (and (= loan-sub-status "Active")
             (or (> status-24-dpd-60 1)
                 (and (some? (-> customer :primary :credit-score-average)) (< (-> customer :primary :credit-score-average) 600))))
  :then [(loan/set {:add-portfolios ["Line Decrease"]})])

(defrule v-fee-lt
  "late fee courtesy"
  :when (and (= loan-sub-status "Active") (> status-due-fees 0M) (<= status-due-fees 29M) (<= status-unique-delinquencies 0))
  :then [(credit/add {:type "Fees only" :category "Courtesy" :charge-off false :amount {:base :due-fees :plus 0M} :info "v-fee-lt" :date :current-date})]
  :once :never-again)

(defrule v-dorm
  "Inactive for two years running (730+ days without a payment), zero balance"
  :when (and (= loan-sub-status "Active") (<= status-principal-balance 0M) (or (nil? status-loan-recency) (>= status-loan-recency 730)))
  :then [(loan/set {:loan-sub-status "Dormant"})])

(defrule v-sb
  "credit balances and dust, up to $1.00, either way"
  :when (and (= loan-status "Open") (= loan-sub-status "Dormant") (> status-payoff 0M) (<= status-payoff 1M))
  :then [(credit/add {:type "Regular" :category "Small balance" :charge-off false :amount {:base :payoff :plus 0M} :info "v-sb" :date :current-date})])

(defnotification v-low
  "Heads-up to members with $50 or less to spend."
  :when (and (= loan-sub-status "Active") (<= status-available-credit 50M) (> status-available-credit 0M))
  :sms {:template "low.txt.j2"})
